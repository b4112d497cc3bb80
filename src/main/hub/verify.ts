// Compares a file with the checksum that the Hub gives for it.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { HubFile } from './files.ts'

/** Whether the bytes at `path` are those of `file`. Reads a mebibyte at a time, so nothing else in this process waits for long. */
export async function isWhole(
  path: string,
  { bytes, digest }: HubFile,
  signal?: AbortSignal,
): Promise<boolean> {
  // Git hashes a header with the content: "blob SIZE\0".
  const hash = digest.length === 64 ? createHash('sha256') : createHash('sha1').update(`blob ${bytes}\0`)
  let size = 0
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, signal })) {
    hash.update(chunk as Buffer)
    size += (chunk as Buffer).length
  }
  return size === bytes && hash.digest('hex') === digest
}
