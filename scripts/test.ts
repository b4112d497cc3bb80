// `npm test`: everything, in the order in which trouble is cheapest. Ends with "N passed, N failed, N skipped".
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bringChromium, findSwiftShader } from './chromium.ts'
import { unexcused, type Counts } from './counts.ts'
import { electronBinary } from './electron.ts'
import { playwrightCounts } from './playwrightCounts.ts'

const inCI = Boolean(process.env['CI'])
const scratch = mkdtempSync(join(tmpdir(), 'lathe-test-'))
const total: Counts = { passed: 0, failed: 0, skipped: [] }
const env: NodeJS.ProcessEnv = { ...process.env, ...browser() }
// Logs are read as plain text, but some tools colour them because CI is set. (Playwright knows by itself.)
const plain = process.stdout.isTTY || env['FORCE_COLOR'] !== undefined ? {} : { NO_COLOR: '1' }
const module = (path: string): string => join('node_modules', path)

/** Where the browser and its software Vulkan are, as environment variables for the tests. */
function browser(): Record<string, string> {
  const chromium = bringChromium()
  const vulkan = process.env['VK_ICD_FILENAMES'] ?? findSwiftShader(chromium)
  return {
    ...(chromium === null ? {} : { CHROME_PATH: chromium }),
    ...(vulkan === null ? {} : { VK_ICD_FILENAMES: vulkan }),
  }
}

function say(ok: boolean, title: string, started: number): void {
  console.log(`${ok ? 'ok  ' : 'FAIL'}  ${title}  ${((performance.now() - started) / 1000).toFixed(1)} s`)
}

/** A step that passes or fails as a whole; its output is shown only when it fails. */
function step(title: string, words: readonly string[]): boolean {
  const started = performance.now()
  const done = spawnSync(process.execPath, words, {
    env: { ...env, ...plain },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  const ok = done.status === 0
  if (!ok) console.log(`${done.stdout}${done.stderr}`.trimEnd())
  total[ok ? 'passed' : 'failed']++
  say(ok, title, started)
  return ok
}

/** A step made of tests that are counted one by one; it talks while it runs. */
function suite(
  title: string,
  words: readonly string[],
  count: (file: string) => Counts,
  extra: NodeJS.ProcessEnv = {},
): void {
  const started = performance.now()
  const file = join(scratch, `${title.replaceAll(/\W/g, '-')}.json`)
  const done = spawnSync(process.execPath, words, {
    env: { ...env, ...extra, LATHE_TEST_COUNTS: file, PLAYWRIGHT_JSON_OUTPUT_FILE: file },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const counts = existsSync(file) ? count(file) : { passed: 0, failed: 1, skipped: [] }
  // E.g. a crash after the last test.
  if (done.status !== 0 && counts.failed === 0) counts.failed = 1
  total.passed += counts.passed
  total.failed += counts.failed
  total.skipped.push(...counts.skipped)
  say(counts.failed === 0, `${title}: ${counts.passed} passed, ${counts.failed} failed`, started)
}

step('Types of the program', [module('typescript/bin/tsc'), '--noEmit', '-p', 'tsconfig.node.json'])
step('Types of the window', [module('typescript/bin/tsc'), '--noEmit', '-p', 'tsconfig.web.json'])
step('Types of the end-to-end tests', [module('typescript/bin/tsc'), '--noEmit', '-p', 'tsconfig.e2e.json'])
step('Lint', [module('oxlint/bin/oxlint'), '--deny-warnings'])
step('Format', [module('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.'])
suite(
  'Unit, golden and integration tests',
  [module('vitest/vitest.mjs'), 'run', '--reporter=dot', '--reporter=./scripts/vitestCounts.ts'],
  (file) => JSON.parse(readFileSync(file, 'utf8')) as Counts,
  plain,
)
if (step('Build', ['scripts/build.ts']))
  suite('End-to-end tests', [module('@playwright/test/cli.js'), 'test'], playwrightCounts)

if (process.argv.includes('--parity')) parity()

/** The comparison with PyTorch, where Python with pip is there. */
function parity(): void {
  const pip = spawnSync('python3', ['-m', 'pip', '--version'], { stdio: 'ignore' })
  if (pip.status === 0) step('Parity with PyTorch', ['--run', 'parity'])
  else console.log('skip  Parity with PyTorch: it needs Python with pip, which this machine lacks')
}

const capabilities = new Map([
  ['the Electron binary', electronBinary() !== null],
  ['a Vulkan driver', env['VK_ICD_FILENAMES'] !== undefined],
  ['a browser', env['CHROME_PATH'] !== undefined],
])
for (const { name, why } of total.skipped) console.log(`skip  ${name}: ${why || 'no reason given'}`)
for (const { name } of inCI ? unexcused(total.skipped, capabilities) : []) {
  console.log(`FAIL  ${name} was skipped, but nothing it needs is missing here`)
  total.failed++
}
rmSync(scratch, { recursive: true })
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped.length} skipped`)
process.exitCode = total.failed === 0 ? 0 : 1
