// Reads a file's first megabyte, and refuses files that cannot be a table.
import { open, stat } from 'node:fs/promises'
import { LabError } from '../../shared/labError.ts'

/** How much of a file is looked at before it is read as a whole. */
export const sampleBytes = 1 << 20

export interface FileSample {
  readonly bytes: Uint8Array
  /** Size of the whole file. */
  readonly size: number
}

/**
 * The first megabyte of `path` and the file's size. `name` is what people call the file.
 * @throws LabError('file') when it is missing, a folder, empty or not readable.
 */
export async function sampleFile(path: string, name: string): Promise<FileSample> {
  const facts = await stat(path).catch((thrown: unknown) => {
    throw unreadable(name, thrown)
  })
  if (facts.isDirectory())
    throw new LabError('file', `${name} is a folder. Choose a file inside it.`, { file: name })
  if (facts.size === 0) throw new LabError('file', `${name} is empty. Choose another file.`, { file: name })
  const file = await open(path).catch((thrown: unknown) => {
    throw unreadable(name, thrown)
  })
  try {
    const bytes = new Uint8Array(Math.min(facts.size, sampleBytes))
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0)
    return { bytes: bytes.subarray(0, bytesRead), size: facts.size }
  } finally {
    await file.close()
  }
}

function unreadable(name: string, thrown: unknown): LabError {
  const code = (thrown as NodeJS.ErrnoException).code ?? ''
  const why =
    code === 'ENOENT'
      ? 'is not there. Check its name and place'
      : code === 'EACCES' || code === 'EPERM'
        ? 'may not be read. Allow reading it, or copy it elsewhere'
        : `could not be read (${code || String(thrown)})`
  return new LabError('file', `${name} ${why}.`, { file: name, code }, thrown)
}
