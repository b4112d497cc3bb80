// Turns the system's error codes into sentences that say which file and what to do.
import { LabError } from '../../shared/labError.ts'

const sentences: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full. Free some space and try again',
  EDQUOT: 'your disk quota is used up. Free some space and try again',
  EACCES: 'permission was denied. Allow writing there or choose another folder',
  EPERM: 'permission was denied. Allow writing there or choose another folder',
  EROFS: 'the disk is read-only. Choose a folder on another disk',
  ENOENT: 'its folder does not exist. Create the folder or choose another',
  ENOTDIR: 'its folder is a file. Choose another folder',
  EISDIR: 'a folder of that name is there. Choose another name',
  ENAMETOOLONG: 'the name is too long. Choose a shorter one',
  EMFILE: 'too many files are open. Close other programs and try again',
  EIO: 'the disk reported an error. Check the disk',
}

/** For `.catch`: throws what {@link diskError} makes of the failure to write `path`. */
export const throwDiskError =
  (path: string) =>
  (thrown: unknown): never => {
    throw diskError(path, thrown)
  }

/** `thrown` as LabError('disk') naming `path` where the system's code is known; any other error as it is. */
export function diskError(path: string, thrown: unknown): unknown {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
  const sentence = sentences[code]
  if (sentence === undefined) return thrown
  return new LabError('disk', `${path} could not be written: ${sentence}.`, { path, code }, thrown)
}
