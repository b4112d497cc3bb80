// Brings the files of one model into the cache: only what is missing, in parallel parts, checked, and shown only once all are there.
import { mkdirSync } from 'node:fs'
import { mkdir, rename, rm, rmdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { diskError, throwDiskError } from '../../core/files/diskError.ts'
import { LabError } from '../../shared/labError.ts'
import { fileAddress } from './address.ts'
import { bytesAt, cacheParts, repoFolder, showInSnapshot, shownBlobs, writeReference } from './cache.ts'
import type { Hub } from './connection.ts'
import { fetchPart } from './fetchPart.ts'
import type { HubFile } from './files.ts'
import type { Limit } from './limit.ts'
import { bytesOfParts, joinParts, partsOf, removeParts, standardPartBytes } from './parts.ts'
import { checkRoom, roomFor } from './room.ts'
import { isWhole } from './verify.ts'
import { takeLock } from '../store/lock.ts'

/** What to fetch. */
export interface Wanted {
  readonly repo: string
  readonly revision: string
  readonly commit: string
  readonly files: readonly HubFile[]
}

export interface Watch {
  readonly signal: AbortSignal
  /** Shared by all downloads: how many connections are open at once. */
  readonly limit: Limit
  /** Bytes more, or fewer where a file turned out damaged. */
  readonly onBytes: (count: number) => void
  readonly onNote: (note: string) => void
  readonly partBytes?: number
}

/** Bytes of `wanted` that are in the cache already, half-fetched files included. */
export function bytesHere(cache: string, wanted: Wanted, partBytes = standardPartBytes): number {
  return wanted.files.reduce((sum, file) => sum + bytesOf(cache, wanted, file, partBytes), 0)
}

function bytesOf(cache: string, wanted: Wanted, file: HubFile, partBytes: number): number {
  if (isHere(cache, wanted, file)) return file.bytes
  const parts = bytesOfParts(partsOf(blobPath(cache, wanted, file), file.bytes, partBytes))
  return parts.reduce((sum, bytes) => sum + bytes, 0)
}

/**
 * Fetches what is missing of `wanted`; resolves with the snapshot's folder. What has arrived stays when it fails or is
 * aborted, and the next call goes on from there.
 * @throws LabError `disk`, `network`, `access` or `notFound`; `file` where the Hub twice sent other bytes than it promised;
 * the signal's reason where it was aborted.
 */
export async function downloadModel(hub: Hub, wanted: Wanted, watch: Watch): Promise<string> {
  const folder = repoFolder(hub.cache, wanted.repo)
  for (const part of cacheParts)
    await mkdir(join(folder, part), { recursive: true }).catch(throwDiskError(folder))
  const unlock = lockRepo(hub.cache, wanted.repo)
  try {
    await checkRoom(
      hub.cache,
      wanted.repo,
      roomFor(wanted.files, bytesHere(hub.cache, wanted, watch.partBytes)),
    )
    await fetchMissing(hub, wanted, watch)
    const snapshot = join(folder, 'snapshots', wanted.commit)
    for (const file of wanted.files)
      await showInSnapshot(blobPath(hub.cache, wanted, file), join(snapshot, file.name))
    await writeReference(folder, wanted.revision, wanted.commit)
    return snapshot
  } finally {
    unlock()
  }
}

/** Removes what was fetched of a model that is not to be had after all: parts, and blobs that no snapshot shows. */
export async function forgetDownload(cache: string, { repo, files }: Wanted): Promise<void> {
  const folder = repoFolder(cache, repo)
  if (bytesAt(folder) === null) return
  const unlock = lockRepo(cache, repo)
  try {
    await removeParts(join(folder, 'blobs'))
    const shown = shownBlobs(folder)
    for (const { digest } of files)
      if (!shown.has(digest)) await rm(join(folder, 'blobs', digest), { force: true })
    // Empty folders would be a damaged model to other tools. Those that hold something stay.
    for (const part of [...cacheParts, '.']) await rmdir(join(folder, part)).catch(() => {})
  } finally {
    unlock()
  }
}

/** Two programs would write into the same parts. Throws LabError `run` where another Lathe is at it. */
function lockRepo(cache: string, repo: string): () => void {
  const folder = join(cache, '.locks', basename(repoFolder(cache, repo)))
  try {
    mkdirSync(folder, { recursive: true })
  } catch (thrown) {
    throw diskError(folder, thrown)
  }
  return takeLock(
    join(folder, 'lathe.lock'),
    'Lathe',
    (holder) =>
      new LabError('run', `${holder} is downloading ${repo} already. Wait for it, or pause it there.`, {
        repo,
      }),
  )
}

async function fetchMissing(hub: Hub, wanted: Wanted, watch: Watch): Promise<void> {
  // The first failure stops the rest, and all have ended before it is told.
  const failed = new AbortController()
  const fail = (thrown: unknown): void => failed.abort(thrown)
  const signal = AbortSignal.any([watch.signal, failed.signal])
  const missing = wanted.files.filter((file) => !isHere(hub.cache, wanted, file))
  const byDigest = Map.groupBy(missing, ({ digest }) => digest)
  await Promise.all(
    [...byDigest.values()].map(([file, ...same]) =>
      fetchFile(hub, wanted, file!, { ...watch, signal }, fail)
        // Two names for the same bytes are fetched once.
        .then(() => same.forEach(({ bytes }) => watch.onBytes(bytes)))
        .catch(fail),
    ),
  )
  watch.signal.throwIfAborted()
  failed.signal.throwIfAborted()
}

async function fetchFile(
  hub: Hub,
  wanted: Wanted,
  file: HubFile,
  { limit, signal, onBytes, onNote, partBytes }: Watch,
  fail: (thrown: unknown) => void,
): Promise<void> {
  const blob = blobPath(hub.cache, wanted, file)
  const parts = partsOf(blob, file.bytes, partBytes ?? standardPartBytes)
  const address = fileAddress(hub.endpoint, wanted.repo, wanted.commit, file.name)
  const subject = { repo: wanted.repo, revision: wanted.revision, onWait: onNote }
  for (let attempt = 1; attempt <= 2; attempt++) {
    const here = bytesOfParts(parts)
    const missing = parts.filter(({ start, end }, i) => here[i]! < end - start)
    const fetched = missing.map((part) =>
      limit(async () => {
        signal.throwIfAborted()
        await fetchPart(hub, part, { address, bytes: file.bytes, subject, signal, onBytes })
      }).catch(fail),
    )
    await Promise.all(fetched)
    signal.throwIfAborted()
    const whole = await joinParts(parts)
    if (await isWhole(whole, file, signal)) return rename(whole, blob).catch(throwDiskError(blob))
    await rm(whole, { force: true })
    onBytes(-file.bytes)
    onNote(`${file.name} arrived damaged and is fetched once again.`)
  }
  throw new LabError(
    'file',
    `${file.name} of ${wanted.repo} arrived twice with a wrong checksum and was removed. Try again later, or without the mirror or proxy in between.`,
    { file: file.name, repo: wanted.repo },
  )
}

/** Whether a file lies among the blobs, or in the snapshot where the system allows no links. */
function isHere(cache: string, wanted: Wanted, file: HubFile): boolean {
  const shown = join(repoFolder(cache, wanted.repo), 'snapshots', wanted.commit, file.name)
  return [blobPath(cache, wanted, file), shown].some((path) => bytesAt(path) === file.bytes)
}

function blobPath(cache: string, { repo }: Wanted, { digest }: HubFile): string {
  return join(repoFolder(cache, repo), 'blobs', digest)
}
