// Atomic writes against a real file system.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { LabError } from '../../shared/labError.ts'
import { writeFileAtomic, writeJsonAtomic } from './atomic.ts'
import { sha256, sha256OfFile } from './checksum.ts'
import { diskError } from './diskError.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lathe-atomic-'))
})
afterEach(() => rm(folder, { recursive: true }))

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

test('writes a string, bytes, an iterable and an async iterable', async () => {
  const path = join(folder, 'a.txt')
  await writeFileAtomic(path, 'né 🙂')
  expect(await readFile(path, 'utf8')).toBe('né 🙂')
  await writeFileAtomic(path, bytes('bytes'))
  expect(await readFile(path, 'utf8')).toBe('bytes')
  await writeFileAtomic(path, [bytes('one '), bytes('two')])
  expect(await readFile(path, 'utf8')).toBe('one two')
  await writeFileAtomic(
    path,
    (async function* () {
      yield bytes('later ')
      yield bytes('still')
    })(),
  )
  expect(await readFile(path, 'utf8')).toBe('later still')
  await writeJsonAtomic(path, { a: [1, 2] })
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ a: [1, 2] })
  expect(await readdir(folder)).toEqual(['a.txt'])
})

test('a writer that fails half-way leaves the old file untouched and nothing else behind', async () => {
  const path = join(folder, 'a.txt')
  await writeFile(path, 'old')
  const failing = function* (): Generator<Uint8Array> {
    yield bytes('half of the new')
    throw new Error('out of ideas')
  }
  await expect(writeFileAtomic(path, failing())).rejects.toThrow('out of ideas')
  expect(await readFile(path, 'utf8')).toBe('old')
  expect(await readdir(folder)).toEqual(['a.txt'])
})

test('disk errors name the path and say what to do', async () => {
  const path = join(folder, 'missing', 'a.txt')
  const failure = await writeFileAtomic(path, 'x').catch((error: unknown) => error as LabError)
  expect(failure).toBeInstanceOf(LabError)
  expect(failure).toMatchObject({ code: 'disk', details: { path, code: 'ENOENT' } })
  expect((failure as LabError).message).toContain(path)
  const inFile = join(folder, 'file', 'a.txt')
  await writeFile(join(folder, 'file'), '')
  await expect(writeFileAtomic(inFile, 'x')).rejects.toMatchObject({
    code: 'disk',
    details: { code: 'ENOTDIR' },
  })
  const full = diskError('/x/y', Object.assign(new Error('no space'), { code: 'ENOSPC' }))
  expect(full).toMatchObject({ code: 'disk' })
  expect((full as LabError).message).toContain('Free some space')
  const bug = new TypeError('a bug')
  expect(diskError('/x/y', bug)).toBe(bug)
})

test('checksums of a file and of its content agree with the published test vector', async () => {
  const path = join(folder, 'abc')
  await writeFile(path, 'abc')
  const vector = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
  expect(sha256('abc')).toBe(vector)
  expect(sha256(bytes('abc'))).toBe(vector)
  expect(await sha256OfFile(path)).toBe(vector)
})
