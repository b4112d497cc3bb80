// Room on the disk: what a download takes, what there is.
import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { throwDiskError } from '../../core/files/diskError.ts'
import { LabError } from '../../shared/labError.ts'
import type { HubFile } from './files.ts'
import { standardPartBytes } from './parts.ts'

/** Left free for everything else on the disk. */
const spare = 100e6

/** Bytes that fetching the rest of `files` takes; 0 where all are here. The parts of a file are joined one by one. */
export function roomFor(files: readonly HubFile[], bytesHere: number): number {
  const largest = Math.max(0, ...files.map(({ bytes }) => bytes))
  const missing = files.reduce((sum, { bytes }) => sum + bytes, 0) - bytesHere
  return missing === 0 ? 0 : missing + Math.min(standardPartBytes, largest) + spare
}

/** Free bytes on the disk of `folder`, which need not exist yet. */
export async function freeBytes(folder: string): Promise<number> {
  let there = folder
  while (!existsSync(there)) there = dirname(there)
  const { bavail, bsize } = await statfs(there).catch(throwDiskError(there))
  return bavail * bsize
}

/** Throws LabError `disk` where `needed` bytes for `repo` have no room on the disk of `cache`. */
export async function checkRoom(cache: string, repo: string, needed: number): Promise<void> {
  const free = await freeBytes(cache)
  if (needed <= free) return
  throw new LabError(
    'disk',
    `${repo} needs ${gigabytes(needed)} on the disk of ${cache}, which has ${gigabytes(free)} free. Free some space, or name another place in HF_HUB_CACHE.`,
    { needed, free, path: cache },
  )
}

/** 440000000 as "0.4 GB". */
export function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(bytes < 1e10 ? 1 : 0)} GB`
}
