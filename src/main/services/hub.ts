// The Hugging Face Hub: search, look, download, token.
import { totalmem } from 'node:os'
import { inspectModel } from '../../core/models/inspect.ts'
import { familyNames, modelFrom } from '../../core/models/open.ts'
import type { HubDownload } from '../../shared/hub.ts'
import { LabError } from '../../shared/labError.ts'
import type { Handlers } from '../../shared/serve.ts'
import type { ModelSize } from '../../shared/trainingMemory.ts'
import { fileAddress, repoName, revisionName } from '../hub/address.ts'
import { cachedModels } from '../hub/cache.ts'
import type { Hub } from '../hub/connection.ts'
import { bytesHere } from '../hub/downloadModel.ts'
import { gatedSentence } from '../hub/errors.ts'
import { type Found, lookUp, searchHub } from '../hub/look.ts'
import { fitOf } from '../hub/fit.ts'
import { freeBytes, roomFor } from '../hub/room.ts'
import { findToken } from '../hub/token.ts'
import type { Context } from './context.ts'
import { doneDownload, type Downloads } from './downloads.ts'

type HubHandlers = Pick<Handlers, Extract<keyof Handlers, `hub.${string}`>>

export function hubService(context: Context, downloads: Downloads): HubHandlers {
  const { hub, platform } = context

  const tokenState = async () => {
    const { source, sentence } = await findToken(platform.secrets)
    return { source, sentence }
  }

  async function look(repo: string, revision: string): Promise<Found & { revision: string }> {
    const asked = {
      repo: repoName(repo, hub.endpoint),
      revision: revisionName(revision),
      families: familyNames,
    }
    const found = { ...(await lookUp(hub, asked)), revision: asked.revision }
    const closed = found.gated && found.problem === '' && (await tokenState()).source === 'none'
    return closed ? { ...found, problem: gatedSentence(found.repo, hub.endpoint, false) } : found
  }

  /** Without the Hub, a model that is here is as good as fetched. */
  async function fromCache(repo: string, revision: string, thrown: unknown): Promise<HubDownload> {
    const model = cachedModels(hub.cache).find(
      (cached) => cached.repo === repo && [cached.revision, cached.commit].includes(revision),
    )
    if (!model || !(thrown instanceof LabError && thrown.code === 'network')) throw thrown
    await inspectModel(model.folder).catch(() => {
      throw thrown
    })
    const done = doneDownload(hub.cache, { repo, revision, commit: model.commit, files: [] })
    return { ...done, note: 'The Hub cannot be reached. The model that is here stays as it is.' }
  }

  return {
    'hub.search': async (search) => {
      const { models, more } = await searchHub(hub, { ...search, families: familyNames })
      const here = reposHere(hub.cache)
      return { models: models.map((model) => ({ ...model, here: here.has(model.repo) })), more }
    },
    'hub.model': async ({ repo, revision }) => {
      const found = await look(repo, revision)
      const bytes = found.files.reduce((sum, file) => sum + file.bytes, 0)
      const here = bytesHere(hub.cache, found)
      return {
        ...found,
        here: reposHere(hub.cache).has(found.repo),
        files: found.files.map(({ name, bytes }) => ({ name, bytes })),
        bytes,
        bytesHere: here,
        address: `${hub.endpoint}/${found.repo}`,
        fit: fitOf({
          size: await sizeOf(hub, found),
          diskNeeded: roomFor(found.files, here),
          diskFree: await freeBytes(hub.cache),
          memory: totalmem(),
        }),
      }
    },
    'hub.download': async ({ repo, revision }) => {
      const found = await look(repo, revision).catch((thrown: unknown) => fromCache(repo, revision, thrown))
      if ('state' in found) return found
      if (found.problem !== '')
        throw new LabError(
          found.gated ? 'access' : 'model',
          `${found.repo} cannot be fetched for Lathe. ${found.problem}`,
          { repo, revision },
        )
      const { commit, files } = found
      return downloads.start({ repo: found.repo, revision: found.revision, commit, files })
    },
    'hub.downloads': () => downloads.list(),
    'hub.pause': ({ id }) => downloads.pause(id),
    'hub.cancel': async ({ id }) => {
      await downloads.cancel(id)
      return { ok: true }
    },
    'hub.token.state': tokenState,
    'hub.token.set': async ({ token }) => {
      await platform.secrets.write(token)
      return tokenState()
    },
    'hub.token.clear': async () => {
      await platform.secrets.clear()
      return tokenState()
    },
  }
}

/** Sizes from a model's config.json; null where that cannot be had, as of a gated model or a family that Lathe does not know. */
async function sizeOf(hub: Hub, { repo, commit, parameters, problem }: Found): Promise<ModelSize | null> {
  if (parameters === null || problem !== '') return null
  const address = fileAddress(hub.endpoint, repo, commit, 'config.json')
  try {
    const response = await hub.fetch(address, {}, { repo })
    const { layers, hidden, heads, vocabulary } = modelFrom((await response.json()) as object, address).facts
    return { parameters, layers, hidden, heads, vocabulary }
  } catch (thrown) {
    if (thrown instanceof LabError) return null
    throw thrown
  }
}

function reposHere(cache: string): Set<string> {
  return new Set(cachedModels(cache).map(({ repo }) => repo))
}
