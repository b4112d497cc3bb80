// A made-up Hub with some models, an empty cache, and laboratories that use both.
import { join } from 'node:path'
import { onTestFinished, vi } from 'vitest'
import type { HubDownload } from '../../shared/hub.ts'
import type { Lab } from '../../main/services/lab.ts'
import { openTestLab, temporaryFolder } from '../host/samples.ts'
import { type HubServer, startHubServer } from './hubServer.ts'
import { sharded, tinyBertFiles } from './models.ts'

export const tiny = await tinyBertFiles()
export const { 'model.safetensors': weights, ...others } = tiny
const pickled = { ...others, 'pytorch_model.bin': 'PK' }

export interface HubPlace {
  readonly server: HubServer
  readonly cache: string
}

/** Starts the Hub and points this process at it, until the test ends. */
export async function openHubPlace(): Promise<HubPlace> {
  const server = await startHubServer({
    'org/tiny': { files: tiny, licence: 'apache-2.0', downloads: 10 },
    'org/large': { files: sharded(tiny, 3), task: 'text-generation' },
    'org/gated': { files: tiny, gatedFor: 'hf_right', tags: ['license:mit'] },
    'org/pickle': { files: pickled, conversions: [7], revisions: { 'refs/pr/7': tiny } },
    'org/hopeless': { files: pickled },
    'a.b/c_d-1.0': { files: { ...tiny, '../evil.txt': 'x', 'sub/config.json': '{}' } },
    'org/other': { files: { ...tiny, 'config.json': '{"model_type":"whisper"}' }, downloads: 99 },
  })
  const cache = join(temporaryFolder(), 'hub')
  const environment = {
    HF_ENDPOINT: server.url,
    HF_HUB_CACHE: cache,
    HF_TOKEN: '',
    HF_TOKEN_PATH: join(cache, 'none'),
  }
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
  onTestFinished(async () => {
    vi.unstubAllEnvs()
    await server.close()
  })
  return { server, cache }
}

export async function openHubLab(folder = temporaryFolder()): Promise<Lab> {
  const lab = await openTestLab(folder)
  onTestFinished(() => lab.close())
  return lab
}

/** Downloads and resolves with its last word. */
export async function download(lab: Lab, repo: string, revision = 'main'): Promise<HubDownload> {
  const started = await lab.handlers['hub.download']({ repo, revision })
  return started.state === 'done' ? started : ended(lab, started.id)
}

export function ended(lab: Lab, id: string): Promise<HubDownload> {
  return new Promise((resolve) => {
    const stop = lab.listen((event, payload) => {
      const news = payload as HubDownload
      if (event !== 'hub.progress' || news.id !== id || ['running', 'checking'].includes(news.state)) return
      stop()
      resolve(news)
    })
  })
}
