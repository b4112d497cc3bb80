// An adapter on its way in: what it is, and what the person says of it before it becomes a run.
import { useSyncExternalStore } from 'react'
import type { Output } from '../../../shared/contract.ts'
import type { FileRef } from '../../../shared/host.ts'
import { LabError } from '../../../shared/labError.ts'
import { fileRef } from '../../lab/files.ts'
import { lab } from '../../lab/lab.ts'
import { adapterFilesOf, type DroppedModel } from '../../lab/modelDrop.ts'
import { refresh } from '../../lab/queries.ts'
import { go } from '../../router.ts'

export interface AdapterDraft {
  readonly name: string
  readonly files: readonly FileRef[]
  /** Null until the host has looked at it. */
  readonly look: Output<'adapters.look'> | null
  readonly model: string
  /** One class on each line. */
  readonly labels: string
  readonly importing: boolean
  readonly error: unknown
}

let draft: AdapterDraft | null = null
const listeners = new Set<() => void>()

function set(next: AdapterDraft | null): void {
  draft = next
  for (const listener of listeners) listener()
}

export function useAdapterDraft(): AdapterDraft | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => draft,
  )
}

export const changeAdapter = (change: Partial<AdapterDraft>): void => set(draft && { ...draft, ...change })
export const discardAdapter = (): void => set(null)

/** Looks at an adapter that was dropped or chosen; the dialog over every page goes on with it. */
export async function lookAtAdapter({ name, folder, files }: DroppedModel): Promise<void> {
  const started = { name, files: [], look: null, model: '', labels: '', importing: false, error: null }
  set(started)
  try {
    // A desktop finds the whole folder by the path of one file in it.
    const sent = window.labHost?.pathForFile(folder) ? [folder] : adapterFilesOf(files)
    const refs = await Promise.all(sent.map((file) => fileRef(file)))
    const look = await lab.call('adapters.look', { files: refs })
    changeAdapter({ files: refs, look, model: look.model ?? '', labels: look.labels.join('\n') })
  } catch (error) {
    changeAdapter({ error })
  }
}

/** Makes it a run and goes there. What is wrong stays in the dialog. */
export async function importAdapter(): Promise<void> {
  if (!draft?.look) return
  const { files, name, model, look } = draft
  const labels = draft.labels.split('\n').map((label) => label.trim())
  changeAdapter({ importing: true, error: null })
  try {
    if (model === '') throw new LabError('option', 'Choose the base model that the adapter was trained on.')
    const { id } = await lab.call('adapters.import', {
      files: [...files],
      name,
      model,
      ...(look.labels.length > 0 ? { labels: labels.filter((label) => label !== '') } : {}),
    })
    await refresh('runs')
    discardAdapter()
    go('runs', id)
  } catch (error) {
    changeAdapter({ importing: false, error })
  }
}
