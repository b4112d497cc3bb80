// Files of a model on their way into the cache, over a real connection that is slow, cut, stalled, damaged or refused.
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { temporaryFolder } from '../../testing/host/samples.ts'
import { type HubServer, startHubServer, type Trouble, type Visit } from '../../testing/hub/hubServer.ts'
import { cachedModels } from './cache.ts'
import { type Hub, openHub } from './connection.ts'
import { bytesHere, downloadModel, forgetDownload, type Wanted, type Watch } from './downloadModel.ts'
import { createLimit } from './limit.ts'
import { lookUp } from './look.ts'
import { partsOf } from './parts.ts'

const weights = Buffer.from(Array.from({ length: 40_000 }, (_, i) => (i * i) % 251))
const files = {
  'config.json': '{"model_type":"bert"}',
  'tokenizer.json': '{"model":{}}',
  // The same bytes under two names.
  'special_tokens_map.json': '{}',
  'added_tokens.json': '{}',
  'LICENSE.txt': '',
  'model.safetensors': weights,
  'pytorch_model.bin': 'never fetched',
}
const partBytes = 8_000

let server: HubServer
let hub: Hub
let wanted: Wanted

beforeEach(async () => {
  server = await startHubServer({ 'org/tiny': { files } })
  vi.stubEnv('HF_HUB_CACHE', join(temporaryFolder(), 'hub'))
  hub = open()
  const found = await lookUp(hub, { repo: 'org/tiny', revision: 'main', families: ['bert'] })
  wanted = { ...found, revision: 'main' }
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await server.close()
})

function open(stallMs = 60_000): Hub {
  const environment = { HF_ENDPOINT: server.url }
  return openHub({ token: () => Promise.resolve(null), environment, pauseMs: 5, stallMs })
}

interface Heard {
  bytes: number
  readonly notes: string[]
}

function watch(heard: Heard = { bytes: 0, notes: [] }, more: Partial<Watch> = {}): Watch {
  return {
    signal: new AbortController().signal,
    limit: createLimit(4),
    onBytes: (count) => (heard.bytes += count),
    onNote: (note) => void heard.notes.push(note),
    partBytes,
    ...more,
  }
}

const total = (): number => wanted.files.reduce((sum, { bytes }) => sum + bytes, 0)
const blobs = (): string[] => readdirSync(join(hub.cache, 'models--org--tiny', 'blobs'))
const onWeights = (trouble: (visit: Visit) => Trouble | undefined): void => {
  server.trouble = (visit) =>
    visit.file === 'model.safetensors' && !visit.isHub ? trouble(visit) : undefined
}

function expectWhole(snapshot: string): void {
  expect(readdirSync(snapshot).toSorted()).toEqual(wanted.files.map(({ name }) => name).toSorted())
  for (const { name } of wanted.files)
    expect(readFileSync(join(snapshot, name)).equals(Buffer.from(files[name as keyof typeof files]))).toBe(
      true,
    )
  expect(blobs().filter((name) => name.includes('part'))).toEqual([])
  expect(cachedModels(hub.cache)).toMatchObject([{ id: 'org/tiny', revision: 'main', folder: snapshot }])
}

test('only what Lathe needs is fetched, large files in parts', async () => {
  const starts: number[] = []
  onWeights(({ start }) => void starts.push(start))
  const heard = { bytes: 0, notes: [] }
  expectWhole(await downloadModel(hub, wanted, watch(heard)))
  expect(starts.toSorted((a, b) => a - b)).toEqual([0, 8_000, 16_000, 24_000, 32_000])
  expect(heard).toEqual({ bytes: total(), notes: [] })
  expect(bytesHere(hub.cache, wanted)).toBe(total())
  const before = server.visits.length
  await downloadModel(hub, wanted, watch())
  expect(server.visits).toHaveLength(before)
})

test('a cut connection goes on where it was cut', async () => {
  const asked: number[] = []
  onWeights(({ start }) => {
    asked.push(start)
    return { cutAfter: 3_000 }
  })
  const heard: Heard = { bytes: 0, notes: [] }
  expectWhole(await downloadModel(hub, wanted, watch(heard)))
  // Five parts of 8,000 bytes, at most 3,000 at a time; a busy system may lose the last of them, never what is on disk.
  expect(asked.filter((start) => start % partBytes > 0).length).toBeGreaterThanOrEqual(10)
  expect(heard.bytes).toBe(total())
  expect(heard.notes).toContain('The connection was lost. Trying again.')
})

test('a connection that falls silent is given up for a new one', async () => {
  onWeights(({ times, start }) => (start === 0 && times === 1 ? { hangsAfter: 0 } : undefined))
  expectWhole(await downloadModel(open(300), wanted, watch()))
})

test('a connection that brings nothing time and again ends the download, and what has arrived stays', async () => {
  onWeights(({ start }) => (start >= 16_000 ? { cutAfter: 0 } : undefined))
  await expect(downloadModel(hub, wanted, watch())).rejects.toMatchObject({
    code: 'network',
    message: expect.stringMatching(/cannot be reached.*Check the connection/),
  })
  expect(cachedModels(hub.cache)).toEqual([])
  const here = bytesHere(hub.cache, wanted, partBytes)
  expect(here).toBe(total() - 24_000)
  server.trouble = () => undefined
  const heard = { bytes: 0, notes: [] }
  expectWhole(await downloadModel(hub, wanted, watch(heard)))
  expect(heard.bytes).toBe(total() - here)
})

test('a paused download goes on with the bytes that are missing', async () => {
  onWeights(() => ({ bytesPerSecond: 20_000 }))
  const stop = new AbortController()
  const paused = downloadModel(
    hub,
    wanted,
    watch(undefined, {
      signal: stop.signal,
      onBytes: () => bytesHere(hub.cache, wanted, partBytes) > 6_000 && stop.abort(new Error('paused')),
    }),
  )
  await expect(paused).rejects.toThrow('paused')
  const here = bytesHere(hub.cache, wanted, partBytes)
  expect(here).toBeGreaterThan(6_000)
  server.trouble = () => undefined
  const heard = { bytes: 0, notes: [] }
  expectWhole(await downloadModel(hub, wanted, watch(heard)))
  expect(heard.bytes).toBe(total() - here)
})

test('parts whose joining was interrupted are joined all the same', async () => {
  const { digest } = wanted.files.find(({ name }) => name === 'model.safetensors')!
  const folder = join(hub.cache, 'models--org--tiny', 'blobs')
  mkdirSync(folder, { recursive: true })
  const parts = partsOf(join(folder, digest), weights.length, partBytes)
  // Killed while the third part was being appended: the second is gone, the third still there.
  for (const { path, start, end } of parts) writeFileSync(path, weights.subarray(start, end))
  writeFileSync(parts[0]!.path, weights.subarray(0, 19_000))
  writeFileSync(parts[1]!.path, '')
  onWeights(() => ({ status: 500 }))
  expectWhole(await downloadModel(hub, wanted, watch()))
})

test('a damaged file is fetched once again', async () => {
  onWeights(({ start, times }) => ({ damaged: start === 8_000 && times === 1 }))
  const heard: Heard = { bytes: 0, notes: [] }
  expectWhole(await downloadModel(hub, wanted, watch(heard)))
  expect(heard.bytes).toBe(total())
  expect(heard.notes).toEqual(['model.safetensors arrived damaged and is fetched once again.'])
})

test.each(['model.safetensors', 'tokenizer.json'])('%s is refused when it is damaged twice', async (name) => {
  server.trouble = ({ file }) => ({ damaged: file === name })
  await expect(downloadModel(hub, wanted, watch())).rejects.toMatchObject({
    code: 'file',
    message: expect.stringMatching(`${name} of org/tiny arrived twice with a wrong checksum and was removed`),
  })
  const { digest } = wanted.files.find((file) => file.name === name)!
  expect(blobs().filter((blob) => blob.startsWith(digest))).toEqual([])
  expect(cachedModels(hub.cache)).toEqual([])
})

test('a server that knows no ranges is listened to from the beginning', async () => {
  onWeights(({ times }) => ({ ignoresRange: true, ...(times === 1 ? { cutAfter: 30_000 } : {}) }))
  expectWhole(await downloadModel(hub, wanted, watch(undefined, { limit: createLimit(1) })))
})

test('the Hub may ask to wait and may be out of order for a while', async () => {
  onWeights(({ start, times }) => {
    if (start === 0 && times === 1) return { status: 429, headers: { 'retry-after': '1' } }
    if (start === 8_000 && times < 3) return { status: 503 }
    if (start === 16_000 && times === 1) return { status: 429, headers: { ratelimit: '"resolvers";r=0;t=1' } }
    return undefined
  })
  const heard: Heard = { bytes: 0, notes: [] }
  expectWhole(await downloadModel(hub, wanted, watch(heard)))
  expect(heard.notes).toContain('The Hub asks to wait 1 s.')
  expect(heard.notes.at(-1)).toBe('')
})

test.each([
  [{ status: 429, headers: { 'retry-after': '0' } }, 'network', /still asks to wait/],
  [{ status: 429, headers: { 'retry-after': '90000' } }, 'network', /still asks to wait/],
  [{ status: 500 }, 'network', /out of order at the moment \(500\)/],
  [{ status: 404, headers: { 'x-error-code': 'EntryNotFound' } }, 'notFound', /no longer on the Hub/],
  [{ status: 418 }, 'network', /answered with 418/],
])('what stays refused is told: %j', async (trouble, code, message) => {
  onWeights(() => trouble)
  await expect(downloadModel(hub, wanted, watch())).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
  })
})

describe('the disk', () => {
  test('too little room is told before a byte is fetched', async () => {
    const vast = wanted.files.map((file) => ({ ...file, bytes: file.bytes * 1e11 }))
    const before = server.visits.length
    await expect(downloadModel(hub, { ...wanted, files: vast }, watch())).rejects.toMatchObject({
      code: 'disk',
      message: expect.stringMatching(
        /^org\/tiny needs \d+ GB on the disk of .* which has \S+ GB free\. Free some space/,
      ),
    })
    expect(server.visits).toHaveLength(before)
  })

  // A device that is always full: the system itself refuses the bytes, in the middle of the download.
  const full = existsSync('/dev/full')
  test.skipIf(!full)(
    `a disk that fills up ends the download with a sentence${full ? '' : ' (needs /dev/full)'}`,
    async () => {
      const { digest } = wanted.files.find(({ name }) => name === 'model.safetensors')!
      const folder = join(hub.cache, 'models--org--tiny', 'blobs')
      mkdirSync(folder, { recursive: true })
      symlinkSync('/dev/full', join(folder, `${digest}.part-8000`))
      await expect(downloadModel(hub, wanted, watch())).rejects.toMatchObject({
        code: 'disk',
        message: expect.stringMatching(/could not be written: the disk is full\. Free some space/),
      })
      expect(cachedModels(hub.cache)).toEqual([])
      await forgetDownload(hub.cache, wanted)
      expect(existsSync(join(hub.cache, 'models--org--tiny'))).toBe(false)
    },
  )
})

test('giving a download up removes what no snapshot shows, and nothing else', async () => {
  server.repos['org/tiny'] = {
    files,
    revisions: { next: { ...files, 'config.json': '{"model_type":"bert" }' } },
  }
  const snapshot = await downloadModel(hub, wanted, watch())
  const next = {
    ...(await lookUp(hub, { repo: 'org/tiny', revision: 'next', families: ['bert'] })),
    revision: 'next',
  }
  server.trouble = ({ file }) => (file === 'config.json' ? { status: 500 } : undefined)
  await expect(downloadModel(hub, next, watch())).rejects.toMatchObject({ code: 'network' })
  await forgetDownload(hub.cache, next)
  expectWhole(snapshot)
})
