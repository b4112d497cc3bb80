// Files on their way in: how each was detected, what the person changed, and whether they have become a dataset.
import { useSyncExternalStore } from 'react'
import type { FileRef } from '../../../shared/host.ts'
import type { DetectedTable, Roles, TableOptions, Task } from '../../../shared/dataset.ts'
import type { SplitName } from '../../../shared/run.ts'
import { fileRef } from '../../lab/files.ts'
import { lab } from '../../lab/lab.ts'
import { refresh } from '../../lab/queries.ts'

export interface DraftFile {
  readonly key: number
  readonly name: string
  readonly split: SplitName
  /** What the person set; everything else is as detected. */
  readonly options: TableOptions
  readonly ref: FileRef | null
  readonly detected: DetectedTable | null
  readonly roles: Roles | null
  readonly error: unknown
}

export interface Draft {
  readonly name: string
  readonly task: Task | null
  readonly files: readonly DraftFile[]
  readonly importing: boolean
  readonly error: unknown
}

let draft: Draft | null = null
let nextKey = 1
const listeners = new Set<() => void>()

function set(next: Draft | null): void {
  draft = next
  for (const listener of listeners) listener()
}

export function useDraft(): Draft | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => draft,
  )
}

/** Takes files in: a new draft, or more splits of the one at hand. */
export async function addFiles(files: readonly File[]): Promise<void> {
  const added = files.map((file) => ({
    file,
    draft: {
      key: nextKey++,
      name: file.name,
      // A file on its own is there to learn from, whatever its name.
      split: files.length === 1 && !draft ? 'train' : splitOf(file.name),
      options: {},
      ref: null,
      detected: null,
      roles: null,
      error: null,
    } satisfies DraftFile,
  }))
  const first = files[0]
  if (!first) return
  const before = draft ?? {
    name: datasetName(first.name),
    task: null,
    files: [],
    importing: false,
    error: null,
  }
  set({ ...before, files: [...before.files, ...added.map((one) => one.draft)] })
  await Promise.all(
    added.map(async ({ file, draft: { key } }) => {
      try {
        changeFile(key, { ref: await fileRef(file) })
        await detect(key)
      } catch (error) {
        changeFile(key, { error })
      }
    }),
  )
}

async function detect(key: number): Promise<void> {
  const file = draft?.files.find((one) => one.key === key)
  if (!file?.ref) return
  try {
    const detected = await lab.call('datasets.detect', { file: file.ref, options: file.options })
    changeFile(key, { detected, roles: detected.roles, error: null })
  } catch (error) {
    changeFile(key, { error })
  }
}

/** Changes how a file is read and looks at it again. */
export function setOptions(key: number, options: TableOptions): void {
  const file = draft?.files.find((one) => one.key === key)
  if (!file) return
  // The format decides what else can be set, so another format starts afresh.
  const changed = options.format ? options : { ...file.options, ...options }
  changeFile(key, { options: changed })
  void detect(key)
}

/** Changes a file's split or the roles of its columns. */
export function changeFile(key: number, change: Partial<DraftFile>): void {
  if (draft)
    set({ ...draft, files: draft.files.map((one) => (one.key === key ? { ...one, ...change } : one)) })
}

export function changeDraft(change: Partial<Pick<Draft, 'name' | 'task'>>): void {
  if (draft) set({ ...draft, ...change })
}

/** Takes one file out again; without files there is no draft. */
export function removeFile(key: number): void {
  if (!draft) return
  const files = draft.files.filter((one) => one.key !== key)
  set(files.length === 0 ? null : { ...draft, files })
}

export function discard(): void {
  set(null)
}

/** Makes the draft a dataset; returns its id, or null when it could not be done (the draft then holds the error). */
export async function importDraft(): Promise<string | null> {
  if (!draft) return null
  set({ ...draft, importing: true, error: null })
  try {
    const manifest = await lab.call('datasets.import', {
      name: draft.name,
      ...(draft.task && { task: draft.task }),
      files: draft.files.flatMap(({ ref, split, options, roles }) =>
        ref ? [{ file: ref, split, options, ...(roles && { roles }) }] : [],
      ),
    })
    await refresh('datasets')
    set(null)
    return manifest.id
  } catch (error) {
    if (draft) set({ ...draft, importing: false, error })
    return null
  }
}

/** What a file's name says of its part: "dev.tsv" -> dev. */
export function splitOf(name: string): SplitName {
  if (/(^|[^a-z])(dev|val|valid|validation)([^a-z]|$)/i.test(name)) return 'dev'
  if (/(^|[^a-z])test([^a-z]|$)/i.test(name)) return 'test'
  return 'train'
}

/** A file's name as a dataset's: without its ending. */
export function datasetName(file: string): string {
  return file.replace(/\.[^.]+$/, '') || file
}
