// The Hugging Face cache on disk: models--ORG--NAME/{blobs,refs,snapshots}, which every Hugging Face tool reads and writes.
import { lstatSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs'
import { copyFile, link, mkdir, rm, symlink } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import { getRepoFolderName } from '@huggingface/hub'
import { diskError, throwDiskError } from '../../core/files/diskError.ts'
import { writeFileAtomic } from '../../core/files/atomic.ts'

/** The folders of a model in the cache. */
export const cacheParts = ['blobs', 'refs', 'snapshots'] as const

/** A snapshot in the cache: perhaps all of a model, perhaps a few of its files. */
export interface CachedModel {
  /** "ORG/NAME" for the main branch, else "ORG/NAME@REVISION". */
  readonly id: string
  readonly repo: string
  readonly revision: string
  readonly commit: string
  readonly folder: string
}

export function repoFolder(cache: string, repo: string): string {
  return join(cache, getRepoFolderName({ type: 'model', name: repo }))
}

/** A model's id in models.list. */
export function cachedId(repo: string, revision: string): string {
  return revision === 'main' ? repo : `${repo}@${revision}`
}

/**
 * Every model snapshot in `cache`, by name. A folder that is not as it should be is passed over: other tools write here
 * too. (The library's own scan gives a whole model up where one reference leads nowhere.)
 */
export function cachedModels(cache: string): CachedModel[] {
  return names(cache)
    .filter((name) => name.startsWith('models--'))
    .toSorted()
    .flatMap((name) => {
      const repo = name.slice('models--'.length).replace('--', '/')
      const folder = join(cache, name)
      const refs = referencesIn(join(folder, 'refs'))
      return names(join(folder, 'snapshots')).map((commit) => {
        const named = refs.filter((ref) => ref.commit === commit).map((ref) => ref.revision)
        const revision = named.includes('main') ? 'main' : (named[0] ?? commit.slice(0, 12))
        return {
          id: cachedId(repo, revision),
          repo,
          revision,
          commit,
          folder: join(folder, 'snapshots', commit),
        }
      })
    })
}

function referencesIn(folder: string): { revision: string; commit: string }[] {
  return names(folder, true).flatMap((name) => {
    try {
      const revision = name.split(sep).join('/')
      return [{ revision, commit: readFileSync(join(folder, name), 'utf8').trim() }]
    } catch {
      // A folder of references, or one that another tool has just taken away.
      return []
    }
  })
}

function names(folder: string, recursive = false): string[] {
  try {
    return readdirSync(folder, { recursive, encoding: 'utf8' }).toSorted()
  } catch {
    return []
  }
}

/** Bytes of a file at `path`, links followed; null where there is none. */
export function bytesAt(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.size ?? null
}

/** Shows a blob under its name in a snapshot: as a symbolic link; where the system allows none (Windows), a hard one or a copy. */
export async function showInSnapshot(blob: string, path: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    if (bytesAt(path) !== null) return
    // A link that leads nowhere.
    await rm(path, { force: true })
    await symlink(relative(dirname(path), blob), path)
      .catch(() => link(blob, path))
      .catch(() => copyFile(blob, path))
  } catch (thrown) {
    throw diskError(path, thrown)
  }
}

/** Names of the blobs in a model's folder that some snapshot shows, by a symbolic or a hard link. */
export function shownBlobs(folder: string): Set<string> {
  const shown = new Set<string>()
  for (const name of names(join(folder, 'snapshots'), true)) {
    const path = join(folder, 'snapshots', name)
    if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) shown.add(basename(readlinkSync(path)))
  }
  for (const name of names(join(folder, 'blobs')))
    if ((statSync(join(folder, 'blobs', name), { throwIfNoEntry: false })?.nlink ?? 0) > 1) shown.add(name)
  return shown
}

/** Erases a snapshot, its references, and the blobs that no other snapshot shows; the model's folder with its last one. */
export function removeSnapshot(snapshot: string): void {
  const folder = dirname(dirname(snapshot))
  const mine = shownBlobs(folder)
  rmSync(snapshot, { recursive: true, force: true })
  const left = shownBlobs(folder)
  for (const blob of mine) if (!left.has(blob)) rmSync(join(folder, 'blobs', blob), { force: true })
  for (const { revision, commit } of referencesIn(join(folder, 'refs')))
    if (commit === basename(snapshot)) rmSync(join(folder, 'refs', ...revision.split('/')), { force: true })
  // Parts of another download may still lie among the blobs.
  if (names(join(folder, 'snapshots')).length === 0 && names(join(folder, 'blobs')).length === 0)
    rmSync(folder, { recursive: true, force: true })
}

/** Says which commit a branch or tag means. A commit needs no reference. */
export async function writeReference(folder: string, revision: string, commit: string): Promise<void> {
  if (revision === commit) return
  const path = join(folder, 'refs', ...revision.split('/'))
  await mkdir(dirname(path), { recursive: true }).catch(throwDiskError(path))
  await writeFileAtomic(path, commit)
}
