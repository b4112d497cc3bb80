// How models come in: a folder that stays where it is, files that a client sends, a run that becomes a model.
import { randomBytes } from 'node:crypto'
import { constants, existsSync, mkdirSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs'
import { copyFile, rename, rm, rmdir, stat, statfs } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { syncFolder } from '../../core/files/atomic.ts'
import { diskError } from '../../core/files/diskError.ts'
import { inspectModel } from '../../core/models/inspect.ts'
import { openAny } from '../../core/models/open.ts'
import type { ModelInfo } from '../../shared/models.ts'
import { LabError } from '../../shared/labError.ts'
import { isModelFile, isWeightFile } from '../../shared/modelFiles.ts'
import type { Handlers } from '../../shared/serve.ts'
import { askWorker } from './askWorker.ts'
import type { Context } from './context.ts'
import { checkModel } from './modelCheck.ts'
import { folderSource, inspect, knownFolders, type Source } from './models.ts'
import { findRun, usablePlace } from './runInfo.ts'

type ArrivalHandlers = Pick<
  Handlers,
  'models.addFolder' | 'models.expect' | 'models.addFiles' | 'models.fromRun'
>

export function modelArrivals(context: Context): ArrivalHandlers {
  const { home, platform } = context
  return {
    'models.addFolder': async ({ file }) => {
      const path = platform.pathOf(file)
      // A folder picker and a drop of config.json both name a file inside the model.
      const folder = statSync(path, { throwIfNoEntry: false })?.isFile() ? dirname(path) : path
      if (folder.startsWith(home.uploads + sep))
        throw new LabError(
          'model',
          'A browser hands over files, not folders. Drop the whole folder of the model on the window, or run "lathe models --add FOLDER".',
        )
      const place = existsSync(folder) ? realpathSync(folder) : folder
      const known = knownFolders(context).find((one) => realpathSync(one.folder) === place)
      return settle(context, known ?? folderSource(place))
    },
    'models.expect': async ({ config, files }) => {
      refuseUnusable(files.map(({ name }) => name))
      const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
      const { bavail, bsize } = await statfs(home.models)
      if (bytes > bavail * bsize)
        throw new LabError(
          'disk',
          `The model takes ${gigabytes(bytes)} and the disk of ${home.folder} has ${gigabytes(bavail * bsize)} left. Free some space, or start Lathe with --home on another disk.`,
          { bytes, free: bavail * bsize },
        )
      await openAny(dirname(platform.pathOf(config)))
      return { ok: true }
    },
    'models.addFiles': async ({ name, files }) => {
      refuseUnusable(files.map(({ file }) => file.name))
      const id = freeName(context, name)
      const source: Source = { id, folder: join(home.models, id), source: 'folder' }
      await intoPlace(source.folder, async (temporary) => {
        for (const { file, bytes } of files) {
          const path = platform.pathOf(file)
          const { size } = await stat(path)
          if (size !== bytes)
            throw new LabError(
              'file',
              `${file.name} arrived with ${size} of its ${bytes} bytes. Send the folder once more.`,
              { file: file.name, expected: bytes, got: size },
            )
          await takeFile(home.uploads, path, join(temporary, file.name))
        }
        await inspectModel(temporary)
      })
      return settle(context, source)
    },
    'models.fromRun': async ({ run: runId, name }) => {
      const run = findRun(context, runId)
      if (!run.result)
        throw new LabError('run', `Run ${run.number} has learned nothing yet. Let it train first.`, {
          id: runId,
        })
      const step = run.result.best?.step ?? run.result.steps
      const own = `${run.id}-step-${step}`
      const made = name === undefined ? knownFolders(context).find(({ id }) => id === own) : undefined
      if (made) return inspect(context, made)
      const id = freeName(context, name ?? own)
      const folder = join(home.models, id)
      const { scores } = run.result
      const job = { kind: 'export', place: usablePlace(home, run), format: 'merged', folder, scores } as const
      await askWorker(platform, job, 'exported')
      const source: Source = { id, folder, source: 'folder' }
      context.store.models.rename(source, name ?? `${run.name || `Run ${run.number}`}, step ${step}`)
      return settle(context, source)
    },
  }
}

/** Notes a model that has come in, and has it checked beside everything else: its checksums are known from then on. */
async function settle(context: Context, source: Source): Promise<ModelInfo> {
  await inspect(context, source)
  context.store.models.add(source)
  context.emit('models.changed', { id: source.id })
  // Where it fails, the person can ask for it again and is told why. A command ends after its answer, so it waits.
  const checked = checkModel(context, source).catch(() => {})
  if (context.platform.trustsPaths) await checked
  return inspect(context, source)
}

/** Removes what a killed process left half-way. */
export function tidyArrivals({ home }: Pick<Context, 'home'>): void {
  for (const name of readdirSync(home.models))
    if (/^\..+\.tmp$/.test(name)) rmSync(join(home.models, name), { recursive: true, force: true })
}

function refuseUnusable(names: readonly string[]): void {
  const stray = names.find((name) => !isModelFile(name))
  if (stray !== undefined)
    throw new LabError('model', `${stray} is no file of a model that Lathe reads.`, { file: stray })
  if (!names.includes('config.json'))
    throw new LabError('model', 'There is no config.json. Drop the whole folder of a model.')
  if (!names.some(isWeightFile))
    throw new LabError(
      'model',
      'The folder has no model.safetensors. Weights in .bin files are not read, because opening them can run any program hidden in them: take a version of the model that has model.safetensors.',
    )
}

/** A folder's name in the home made from what a person calls the model; one that is taken gets a number. */
function freeName({ home, store }: Context, name: string): string {
  const words =
    name
      .replace(/[^\p{L}\p{N}._-]+/gu, '-')
      .replace(/^[.-]+|[.-]+$/g, '')
      .slice(0, 80) || 'model'
  const taken = new Set(['starter', ...readdirSync(home.models), ...store.models.list().map(({ id }) => id)])
  let free = words
  for (let n = 2; taken.has(free); n++) free = `${words}-${n}`
  return free
}

/** Makes `folder` appear whole or not at all. */
async function intoPlace(folder: string, fill: (temporary: string) => Promise<void>): Promise<void> {
  const name = folder.slice(dirname(folder).length + 1)
  const temporary = join(dirname(folder), `.${name}.${randomBytes(6).toString('hex')}.tmp`)
  mkdirSync(temporary)
  try {
    await fill(temporary)
    await rename(temporary, folder)
    await syncFolder(dirname(folder))
  } catch (thrown) {
    await rm(temporary, { recursive: true, force: true })
    throw diskError(folder, thrown)
  }
}

/** An upload is moved; a file of the person's own is copied. */
async function takeFile(uploads: string, from: string, to: string): Promise<void> {
  if (!from.startsWith(uploads + sep)) return copyFile(from, to, constants.COPYFILE_FICLONE)
  await rename(from, to)
  await rmdir(dirname(from))
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`
