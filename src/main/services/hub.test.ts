// The Hub as a client of the laboratory sees it: a real server on this machine, real files in a real cache.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import type { HubDownload } from '../../shared/hub.ts'
import { openTestLab, temporaryFolder } from '../../testing/host/samples.ts'
import { type HubServer, startHubServer } from '../../testing/hub/hubServer.ts'
import { tinyBertFiles } from '../../testing/hub/models.ts'
import { sha256 } from '../../testing/hub/repos.ts'
import type { Lab } from './lab.ts'

const tiny = await tinyBertFiles()
let server: HubServer
let cache: string

beforeEach(async () => {
  server = await startHubServer({
    'org/tiny': { files: tiny, licence: 'apache-2.0', downloads: 10, tags: ['license:apache-2.0'] },
    'org/other': { files: { ...tiny, 'config.json': '{"model_type":"whisper"}' }, downloads: 99 },
  })
  cache = join(temporaryFolder(), 'hub')
  vi.stubEnv('HF_ENDPOINT', server.url)
  vi.stubEnv('HF_HUB_CACHE', cache)
  vi.stubEnv('HF_TOKEN', '')
  vi.stubEnv('HF_TOKEN_PATH', join(cache, 'none'))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await server.close()
})

async function openLab(folder = temporaryFolder()): Promise<Lab> {
  const lab = await openTestLab(folder)
  onTestFinished(() => lab.close())
  return lab
}

/** Downloads and resolves with its last word. */
async function download(lab: Lab, repo: string, revision = 'main'): Promise<HubDownload> {
  const started = await lab.handlers['hub.download']({ repo, revision })
  return started.state === 'done' ? started : ended(lab, started.id)
}

function ended(lab: Lab, id: string): Promise<HubDownload> {
  return new Promise((resolve) => {
    const stop = lab.listen((event, payload) => {
      const news = payload as HubDownload
      if (event !== 'hub.progress' || news.id !== id || ['running', 'checking'].includes(news.state)) return
      stop()
      resolve(news)
    })
  })
}

test('a search shows what Lathe can use, with licence and size', async () => {
  const lab = await openLab()
  const { models, more } = await lab.handlers['hub.search']({ text: 'org', limit: 30 })
  expect(more).toBe(false)
  expect(models).toMatchObject([
    { repo: 'org/tiny', family: 'bert', licence: 'apache-2.0', task: 'fill-mask', gated: false, here: false },
  ])
  const weights = tiny['model.safetensors']!.length
  expect(models[0]!.weightBytes).toBeGreaterThan(weights * 0.8)
  const small = await lab.handlers['hub.search']({ text: '', limit: 30, maxParameters: 1 })
  expect(small.models).toEqual([])
  const others = await lab.handlers['hub.search']({ text: '', limit: 30, task: 'text-generation' })
  expect(others.models).toEqual([])
})

test('a model is downloaded into the cache that other tools share, and can be trained from then on', async () => {
  const lab = await openLab()
  const details = await lab.handlers['hub.model']({ repo: 'org/tiny', revision: 'main' })
  expect(details).toMatchObject({ problem: '', bytesHere: 0, here: false, fit: { fits: true } })
  const done = await download(lab, 'org/tiny')
  expect(done).toMatchObject({ state: 'done', model: 'org/tiny', bytes: details.bytes, total: details.bytes })
  expect(await lab.handlers['hub.downloads']({})).toEqual([])

  const folder = join(cache, 'models--org--tiny')
  const snapshot = join(folder, 'snapshots', details.commit)
  expect(readFileSync(join(folder, 'refs', 'main'), 'utf8')).toBe(details.commit)
  expect(readlinkSync(join(snapshot, 'model.safetensors'))).toBe(
    join('..', '..', 'blobs', sha256(tiny['model.safetensors']!)),
  )
  expect(readdirSync(join(folder, 'blobs')).every((name) => /^[0-9a-f]+$/.test(name))).toBe(true)
  for (const { name } of details.files) expect(readFileSync(join(snapshot, name))).toEqual(tiny[name])

  const models = await lab.handlers['models.list']({})
  expect(models.find(({ id }) => id === 'org/tiny')).toMatchObject({
    source: 'hub',
    family: 'bert',
    folder: snapshot,
  })
  expect((await lab.handlers['hub.search']({ text: 'tiny', limit: 30 })).models[0]!.here).toBe(true)
})
