// Where models are found: the starter that comes with Lathe, those in the home, folders that a person added, and the
// Hugging Face cache.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { lineageOf } from '../../core/formats/lineage.ts'
import { inspectModel } from '../../core/models/inspect.ts'
import { notTrained } from '../../core/models/open.ts'
import { isTrainable, type ModelInfo, type TrainableModel } from '../../shared/models.ts'
import { LabError } from '../../shared/labError.ts'
import { cachedModels } from '../hub/cache.ts'
import { resource } from '../resources.ts'
import type { ModelFolder, StoredModel } from '../store/models.ts'
import type { Context } from './context.ts'

/** One folder with a model in it, not yet looked into. */
export interface Source extends ModelFolder {
  readonly source: 'starter' | 'folder' | 'hub'
}

/** Every model folder that is known and not deleted. */
export function knownFolders({ home, store, hub }: Context): Source[] {
  const starter: Source = { id: 'starter', folder: resource('models/starter'), source: 'starter' }
  const inHome = readdirSync(home.models, { withFileTypes: true })
    // Names with a dot in front are models on their way in.
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }): Source => {
      const folder = join(home.models, name)
      // A folder that is called like the starter must not hide behind it.
      return name === starter.id ? folderSource(folder) : { id: name, folder, source: 'folder' }
    })
  const noted = store.models.list()
  const deleted = new Set(noted.flatMap((model) => (model.deleted === null ? [] : [model.folder])))
  const sources = new Map<string, Source>()
  const inCache = cachedModels(hub.cache).map(({ id, folder }): Source => ({ id, folder, source: 'hub' }))
  for (const source of [
    starter,
    ...inHome,
    ...inCache,
    ...noted.map(({ folder, id }): Source => ({ id, folder, source: 'folder' })),
  ])
    if (!sources.has(source.folder) && !deleted.has(source.folder)) sources.set(source.folder, source)
  return [...sources.values()].filter(({ folder }) => existsSync(join(folder, 'config.json')))
}

/** The id is made from the path: the same folder added twice is one model. */
export function folderSource(folder: string): Source {
  const id = `folder-${createHash('sha256').update(folder).digest('hex').slice(0, 8)}`
  return { id, folder, source: 'folder' }
}

/** A model by id, or by the path of its folder. Throws LabError `notFound`, or `model` where its files are bad. */
export async function findModel(context: Context, idOrFolder: string): Promise<ModelInfo> {
  return inspect(context, findFolder(context, idOrFolder))
}

/** As findModel, for one that learns and answers. Throws LabError `method` for any other. */
export async function findTrainable(context: Context, idOrFolder: string): Promise<TrainableModel> {
  const model = await findModel(context, idOrFolder)
  if (!isTrainable(model)) throw notTrained(model.family)
  return model
}

/** The folder of a model by id or path, whatever state its files are in. Throws LabError `notFound`. */
export function findFolder(context: Context, idOrFolder: string): Source {
  const folders = knownFolders(context)
  const known = folders.find(({ id }) => id === idOrFolder)
  if (known) return known
  if (context.platform.trustsPaths && isAbsolute(idOrFolder) && existsSync(idOrFolder))
    return folderSource(idOrFolder)
  const [, repo, revision = ''] = /^([\w.-]+\/[\w.-]+)(?:@(.+))?$/.exec(idOrFolder) ?? []
  const ids = folders.map(({ id }) => id).join(', ') || 'none yet'
  throw new LabError(
    'notFound',
    repo !== undefined
      ? `The model ${idOrFolder} is not on this machine. Download it first: "lathe download ${repo}${revision && ` --revision ${revision}`}", or Models in the window.`
      : `There is no model "${idOrFolder}". The models here are: ${ids}.`,
    { id: idOrFolder },
  )
}

/** All models whose files can be read; choosing another by id says why it cannot. */
export async function listModels(context: Context): Promise<ModelInfo[]> {
  const models = await Promise.all(
    knownFolders(context).map((source) => inspect(context, source).catch(() => null)),
  )
  return models.filter((model) => model !== null)
}

/** What a folder holds and what is noted of it. Throws as inspectModel. */
export async function inspect(context: Context, source: Source): Promise<ModelInfo> {
  const { id, folder } = source
  const { title, ...facts } = await inspectModel(folder)
  const noted = context.store.models.list().find((model) => model.folder === folder)
  const lineage = await lineageOf(folder)
  return {
    ...facts,
    id,
    folder,
    // A snapshot's folder is called by its commit, and cards on the Hub have all kinds of headings.
    title: noted?.title ?? (source.source === 'hub' ? id : title),
    source: lineage && source.source === 'folder' ? 'run' : source.source,
    lineage,
    check: lastCheck(noted),
    runs: runsFrom(context, folder),
    deletion: deletionOf(context, source, noted),
  }
}

function lastCheck(noted: StoredModel | undefined): ModelInfo['check'] {
  if (!noted?.checked) return null
  const { checksums: _, ...check } = noted.checked
  return check
}

/** Numbers of the runs that start from the model in `folder`, oldest first. */
function runsFrom({ store }: Context, folder: string): number[] {
  const runs = store.runs.list().filter((run) => run.modelFolder === folder)
  return runs.map(({ number }) => number).sort((a, b) => a - b)
}

/** Lathe erases only what lies in its own home, or what it has fetched into the cache that it shares with other tools. */
export function deletionOf(
  { home }: Pick<Context, 'home'>,
  { source, folder }: Source,
  noted: StoredModel | undefined,
): ModelInfo['deletion'] {
  if (source === 'starter') return 'never'
  const own = source === 'hub' ? (noted?.fetched ?? null) !== null : dirname(folder) === home.models
  return own ? 'trash' : 'forget'
}
