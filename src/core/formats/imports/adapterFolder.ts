// The folder of an adapter that came from elsewhere: only the files that are asked for, only from this folder, none of them run.
import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'
import { z } from 'zod'
import { LabError } from '../../../shared/labError.ts'

export interface AdapterFolder {
  readonly folder: string
  has(name: string): boolean
  /** The path of one of its files. Throws LabError `file` where a link leads out of the folder, or there is none. */
  path(name: string): Promise<string>
  /** One of its JSON files. Throws LabError `file` where it is none. */
  json(name: string): Promise<object>
}

export const configFile = 'adapter_config.json'
/** What adapters describe themselves with is a few kilobytes. */
const largestJson = 2 ** 20

/** Throws LabError `file` where `folder` holds no adapter. */
export async function openAdapterFolder(folder: string): Promise<AdapterFolder> {
  const names = await readdir(folder).catch((cause: unknown) => {
    const what = 'is not a folder that can be read. Choose the folder of an adapter.'
    throw new LabError('file', `${folder} ${what}`, { folder }, cause)
  })
  const path = async (name: string): Promise<string> => {
    const path = join(folder, name)
    const real = await realpath(path).catch(() => undefined)
    if (real === undefined || !(await stat(real)).isFile())
      throw new LabError('file', `There is no file ${path}.`, { file: path })
    if (!real.startsWith((await homeOf(folder)) + sep))
      throw new LabError(
        'file',
        `${path} is a link to a file elsewhere, ${real}. Put the file itself into the folder.`,
        { file: path },
      )
    return real
  }
  const json = async (name: string): Promise<object> => {
    const real = await path(name)
    try {
      if ((await stat(real)).size > largestJson) throw new Error('too large')
      return z.looseObject({}).parse(JSON.parse(await readFile(real, 'utf8')))
    } catch (cause) {
      const file = join(folder, name)
      throw new LabError('file', `${file} is not readable JSON. Fetch it again.`, { file }, cause)
    }
  }
  if (!names.includes(configFile)) throw noConfig(folder, await adaptersBelow(folder, names))
  return { folder, has: (name) => names.includes(name), path, json }
}

/** Where the files of a folder really lie: the Hugging Face cache links a snapshot's files to blobs beside it. */
async function homeOf(folder: string): Promise<string> {
  const real = await realpath(folder)
  return basename(dirname(real)) === 'snapshots' ? dirname(dirname(real)) : real
}

/** Folders in `folder` that hold an adapter: peft puts each of several into one of its own. */
async function adaptersBelow(folder: string, names: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const name of names) {
    const inside = await readdir(join(folder, name)).catch((): string[] => [])
    if (inside.includes(configFile)) found.push(name)
  }
  return found
}

function noConfig(folder: string, below: readonly string[]): LabError {
  const where =
    below.length > 0
      ? `Choose one of the folders in it: ${below.slice(0, 5).join(', ')}.`
      : 'Choose another folder.'
  return new LabError('file', `${folder} has no ${configFile}, so it is no adapter. ${where}`, { folder })
}
