// Models: the starter that comes with Lathe, those in the home, and folders that a person added.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { inspectModel } from '../../core/models/inspect.ts'
import type { ModelInfo } from '../../shared/contract.ts'
import { LabError } from '../../shared/labError.ts'
import type { Handlers } from '../../shared/serve.ts'
import { resource } from '../resources.ts'
import type { ModelFolder } from '../store/models.ts'
import type { Context } from './context.ts'

type ModelHandlers = Pick<Handlers, 'models.list' | 'models.addFolder' | 'models.remove'>

export function modelService(context: Context): ModelHandlers {
  const { home, store, platform } = context
  return {
    'models.list': async () => {
      const models = await Promise.all(knownFolders(context).map(inspectQuietly))
      return models.filter((model) => model !== undefined)
    },
    'models.addFolder': async ({ file }) => {
      if (platform.kind === 'node' && !platform.trustsPaths)
        throw new LabError(
          'model',
          `A browser cannot hand over a folder. Copy the model into ${home.models}, or run "lathe models --add FOLDER".`,
        )
      const path = platform.pathOf(file)
      // A browser's folder picker and a drop of config.json both name a file inside the model.
      const folder = statSync(path, { throwIfNoEntry: false })?.isFile() ? dirname(path) : path
      const model = await inspect(folderSource(folder))
      store.models.add(model)
      return model
    },
    'models.remove': ({ id }) => {
      if (!store.models.remove(id))
        throw new LabError('notFound', `The model "${id}" is not one that was added from a folder.`, { id })
      return { ok: true }
    },
  }
}

/** A model by id, or by the path of its folder. Throws LabError `notFound`, or `model` where its files are bad. */
export async function findModel(context: Context, idOrFolder: string): Promise<ModelInfo> {
  const folders = knownFolders(context)
  const known = folders.find(({ id }) => id === idOrFolder)
  if (known) return inspect(known)
  if (context.platform.trustsPaths && isAbsolute(idOrFolder) && existsSync(idOrFolder))
    return inspect(folderSource(idOrFolder))
  const ids = folders.map(({ id }) => id).join(', ') || 'none yet'
  throw new LabError('notFound', `There is no model "${idOrFolder}". The models here are: ${ids}.`, {
    id: idOrFolder,
  })
}

interface Source extends ModelFolder {
  readonly source: ModelInfo['source']
}

function knownFolders({ home, store }: Context): Source[] {
  const starter: Source = { id: 'starter', folder: resource('models/starter'), source: 'starter' }
  const inHome = readdirSync(home.models, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }): Source => {
      const folder = join(home.models, name)
      // A folder that is called like the starter must not hide behind it.
      return name === starter.id ? folderSource(folder) : { id: name, folder, source: 'folder' }
    })
  const added = store.models.list().map((model): Source => ({ ...model, source: 'folder' }))
  return [starter, ...inHome, ...added].filter(({ folder }) => existsSync(join(folder, 'config.json')))
}

/** The id is made from the path: the same folder added twice is one model. */
function folderSource(folder: string): Source {
  const id = `folder-${createHash('sha256').update(folder).digest('hex').slice(0, 8)}`
  return { id, folder, source: 'folder' }
}

async function inspect({ id, folder, source }: Source): Promise<ModelInfo> {
  return { ...(await inspectModel(folder)), id, source, folder }
}

/** A folder that has become unreadable drops out of the list; choosing it by id says why. */
async function inspectQuietly(source: Source): Promise<ModelInfo | undefined> {
  try {
    return await inspect(source)
  } catch {
    return undefined
  }
}
