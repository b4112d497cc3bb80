// A file on its way into the cache: in parts, each a file that grows, so that whatever has arrived survives any end.
import { createReadStream } from 'node:fs'
import { open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { throwDiskError } from '../../core/files/diskError.ts'
import { bytesAt } from './cache.ts'

/** Bytes [start, end) of a file. */
export interface Part {
  readonly path: string
  readonly start: number
  readonly end: number
}

/** Large enough that a connection is worth opening, small enough that joining the parts takes little extra room. */
export const standardPartBytes = 64 * 2 ** 20
/** However large the Hub says a file is. */
const mostParts = 10_000

/** The parts of a file of `bytes` bytes that becomes `blob`; at least one, which may be empty. */
export function partsOf(blob: string, bytes: number, partBytes: number): Part[] {
  const step = Math.max(partBytes, Math.ceil(bytes / mostParts))
  return Array.from({ length: Math.max(1, Math.ceil(bytes / step)) }, (_, i) => ({
    path: `${blob}.part-${i * step}`,
    start: i * step,
    end: Math.min(bytes, (i + 1) * step),
  }))
}

/** How much of each part is here. The first part is longer than itself while the others are being joined to it. */
export function bytesOfParts(parts: readonly Part[]): number[] {
  const joined = bytesAt(parts[0]!.path) ?? 0
  return parts.map(({ path, start, end }) =>
    joined >= end ? end - start : Math.min(bytesAt(path) ?? 0, end - start),
  )
}

/**
 * Appends every part to the first and removes it; resolves with the path of the whole, written through to the disk.
 * A part is removed only after its bytes are appended, so being killed in between costs nothing.
 * @throws LabError('disk')
 */
export async function joinParts(parts: readonly Part[]): Promise<string> {
  const [first, ...rest] = parts
  const { path } = first!
  const whole = await open(path, 'a').catch(throwDiskError(path))
  try {
    let joined = bytesAt(path) ?? 0
    for (const part of rest) {
      if (joined < part.end) {
        const missing = createReadStream(part.path, { start: joined - part.start, highWaterMark: 1 << 20 })
        for await (const chunk of missing) await whole.appendFile(chunk as Buffer).catch(throwDiskError(path))
        joined = part.end
      }
      await whole.datasync().catch(throwDiskError(path))
      await rm(part.path, { force: true })
    }
    await whole.sync().catch(throwDiskError(path))
    return path
  } finally {
    await whole.close()
  }
}

/** Removes all parts in a folder of blobs. */
export async function removeParts(folder: string): Promise<void> {
  for (const name of await readdir(folder))
    if (/^[0-9a-f]+\.part-\d+$/.test(name)) await rm(join(folder, name), { force: true })
}
