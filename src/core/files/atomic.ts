// Writes files whole or not at all: a reader sees the old content or the new, never a half.
import { randomBytes } from 'node:crypto'
import { open, readdir, rename, rm, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { throwDiskError } from './diskError.ts'

/** What a file is written from: one piece, or pieces made as the disk takes them. */
export type Chunks = Uint8Array | string | Iterable<Uint8Array> | AsyncIterable<Uint8Array>

/**
 * Writes `path` atomically: temporary file beside it, fsync, rename, fsync of the folder.
 * On failure the old file is untouched and the temporary one is gone.
 * @throws LabError('disk') when the disk is full or may not be written; whatever `chunks` throws, as it is.
 */
export async function writeFileAtomic(path: string, chunks: Chunks): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`)
  const onDisk = throwDiskError(path)
  const file = await open(temporary, 'wx').catch(onDisk)
  try {
    try {
      for await (const chunk of pieces(chunks)) await writeChunk(file, chunk).catch(onDisk)
      await file.sync().catch(onDisk)
    } finally {
      await file.close()
    }
    await rename(temporary, path).catch(onDisk)
  } catch (thrown) {
    await rm(temporary, { force: true })
    throw thrown
  }
  await syncFolder(dirname(path))
}

/** Writes `value` as indented JSON with a final newline, atomically. Throws as {@link writeFileAtomic}. */
export async function writeJsonAtomic(path: string, value: unknown): Promise<void> {
  await writeFileAtomic(path, JSON.stringify(value, null, 2) + '\n')
}

/** Removes what a killed process left half-written in `folder`. Only for a folder that one process at a time writes to. */
export async function removeHalfWritten(folder: string): Promise<void> {
  for (const name of await readdir(folder))
    if (/^\..+\.[0-9a-f]{12}\.tmp$/.test(name)) await rm(join(folder, name), { force: true })
}

/** Makes renames in `folder` last through a power cut, where the system can open a folder (Windows cannot). */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null)
  await handle?.sync().catch(() => {})
  await handle?.close()
}

function pieces(chunks: Chunks): Iterable<Uint8Array> | AsyncIterable<Uint8Array> {
  if (typeof chunks === 'string') return [Buffer.from(chunks)]
  return chunks instanceof Uint8Array ? [chunks] : chunks
}

/** The system may take less than it was given (at most 2 GiB at a time), so ask until all is written. */
async function writeChunk(file: FileHandle, chunk: Uint8Array): Promise<void> {
  const most = 1 << 28
  for (let done = 0; done < chunk.byteLength;)
    done += (await file.write(chunk, done, Math.min(most, chunk.byteLength - done))).bytesWritten
}
