// The layer rules fire: real lint runs over a small source tree with bad imports in it.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const copy = mkdtempSync(join(tmpdir(), 'lathe-lint-'))
afterAll(() => rmSync(copy, { recursive: true }))

cpSync(join(root, '.oxlintrc.json'), join(copy, '.oxlintrc.json'))
cpSync(join(root, 'scripts/lint'), join(copy, 'scripts/lint'), { recursive: true })
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction')

/** Lints a tree that holds just these files; gives back the exit code and what was said. */
function lint(files: Readonly<Record<string, string>>): { code: number | null; said: string } {
  rmSync(join(copy, 'src'), { recursive: true, force: true })
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(copy, name)), { recursive: true })
    writeFileSync(join(copy, name), text)
  }
  const oxlint = join(root, 'node_modules/oxlint/bin/oxlint')
  const done = spawnSync(process.execPath, [oxlint, '-f', 'unix', 'src'], { cwd: copy, encoding: 'utf8' })
  return { code: done.status, said: done.stdout + done.stderr }
}

test('imports that go up the layers pass', () => {
  const { code, said } = lint({
    'src/shared/a.ts': 'export const a = 1\n',
    'src/core/data/b.ts': "export { a } from '../../shared/a.ts'\n",
    'src/core/training/c.ts': "export { a } from '../data/b.ts'\n",
    'src/core/data/b.test.ts': "export { a } from '../training/c.ts'\n",
  })
  expect(said).not.toContain('lathe(')
  expect(code).toBe(0)
})

test.each([
  ['src/core/data/bad.ts', "export { a } from '../training/a.ts'", 'may not import from it'],
  ['src/core/data/bad.ts', "export const a = import('../training/a.ts')", 'may not import from it'],
  ['src/core/training/bad.ts', "export type { A } from '../../main/a.ts'", 'may not import from it'],
  ['src/renderer/bad.ts', "export { a } from '../core/data/a.ts'", 'src/shared and itself only'],
  ['src/core/models/bad.ts', "export * from 'onnxruntime-node'", 'src/core/runtime only'],
  ['src/main/host/bad.ts', "export { ipcMain } from 'electron'", 'src/main/electron*.ts'],
  ['src/main/services/bad.ts', "export { default } from 'better-sqlite3'", 'src/main/store only'],
  ['src/renderer/bad.ts', "export { readFile } from 'node:fs/promises'", 'src/core, src/worker'],
  ['src/odd/bad.ts', "export { a } from '../shared/a.ts'", 'lies in no layer'],
  [
    'src/main/host/bad.ts',
    "export const f = (w: { webContents: { send(x: string): void } }) => w.webContents.send('x')",
    'sends to the window',
  ],
])('%s: %s is refused', (file, text, reason) => {
  const { code, said } = lint({ [file]: `${text}\n` })
  expect(said).toContain(reason)
  expect(code).toBe(1)
})

test('a cycle is refused', () => {
  const { code, said } = lint({
    'src/shared/a.ts': "import { b } from './b.ts'\nexport const a = (): number => b()\n",
    'src/shared/b.ts': "import { a } from './a.ts'\nexport const b = (): number => a()\n",
  })
  expect(said).toContain('no-cycle')
  expect(code).toBe(1)
})
