// Opens the laboratory for one command, in this process and without a server.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { LabError } from '../../shared/labError.ts'
import { homeFolder, openHome } from '../home.ts'
import type { HostPlatform, SecretStore } from '../host/platform.ts'
import { type Lab, openLab } from '../services/lab.ts'
import { type Answer, print } from './output.ts'

/** Options of every command. */
export interface CommonOptions {
  readonly home?: string
  readonly json?: boolean
}

/** What differs between the Node program, the packaged app and a test. */
export interface CommandEnvironment extends Pick<HostPlatform, 'kind' | 'forkWorker'> {
  /** Opens the store of secrets in a home. */
  secretsIn(folder: string): SecretStore | Promise<SecretStore>
}

/** Opens the home, does `work`, prints its answer, closes. With `trains` the home is held against other hosts. */
export async function withLab(
  environment: CommandEnvironment,
  options: CommonOptions,
  trains: boolean,
  work: (lab: Lab) => Promise<Answer>,
): Promise<void> {
  const home = openHome(homeFolder(options.home))
  const { secretsIn, ...platform } = environment
  const lab = openLab({
    home,
    ...(trains ? { holder: 'A lathe command' } : {}),
    // Runs that wait from earlier belong to the app; a command trains only its own.
    adopts: false,
    platform: {
      ...platform,
      secrets: await secretsIn(home.folder),
      pathOf: ({ ref }) => ref,
      trustsPaths: true,
    },
  })
  try {
    print(await work(lab), options.json ?? false)
  } finally {
    await lab.close()
  }
}

/** The absolute path of a file that must be there. Throws LabError `file`. */
export function filePath(name: string): string {
  const path = resolve(name)
  if (!existsSync(path)) throw new LabError('file', `There is no file ${path}.`, { file: path })
  return path
}

/** A model's id as given, or the absolute path where it names a model's folder. */
export function modelName(idOrFolder: string): string {
  return existsSync(join(idOrFolder, 'config.json')) ? resolve(idOrFolder) : idOrFolder
}
