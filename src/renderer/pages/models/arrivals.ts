// Models on their way in: how much of each has arrived, and what went wrong. They go on while another page is open.
import { useSyncExternalStore } from 'react'
import type { ModelInfo } from '../../../shared/models.ts'
import { LabError } from '../../../shared/labError.ts'
import { fileRef } from '../../lab/files.ts'
import { lab } from '../../lab/lab.ts'
import { filesToSend, isAdapter, type DroppedModel } from '../../lab/modelDrop.ts'
import { refresh } from '../../lab/queries.ts'
import { goOn } from '../../router.ts'
import { lookAtAdapter } from '../runs/adapterDraft.ts'

export interface Arrival {
  readonly key: number
  readonly name: string
  readonly sent: number
  /** 0 where nothing has to be sent. */
  readonly total: number
  readonly error: unknown
  cancel(): void
}

let arrivals: readonly Arrival[] = []
let nextKey = 1
const listeners = new Set<() => void>()

function set(next: readonly Arrival[]): void {
  arrivals = next
  for (const listener of listeners) listener()
}

const change = (key: number, changed: Partial<Arrival>): void =>
  set(arrivals.map((arrival) => (arrival.key === key ? { ...arrival, ...changed } : arrival)))

export function useArrivals(): readonly Arrival[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => arrivals,
  )
}

/** Takes one that failed off the list. */
export function dismiss(key: number): void {
  set(arrivals.filter((arrival) => arrival.key !== key))
}

/** Takes a model in; who stays on the Models page sees it when it is there. */
export async function addModel(model: DroppedModel | Promise<DroppedModel>): Promise<void> {
  const key = nextKey++
  const stop = new AbortController()
  const arrival = { key, name: 'A model', sent: 0, total: 0, error: null, cancel: () => stop.abort() }
  set([...arrivals, arrival])
  try {
    const dropped = await model
    if (isAdapter(dropped)) {
      dismiss(key)
      return void lookAtAdapter(dropped)
    }
    change(key, { name: dropped.name })
    const { id } = await bring(key, dropped, stop.signal)
    await refresh('models')
    dismiss(key)
    goOn('models', 'models', id)
  } catch (error) {
    if (stop.signal.aborted) dismiss(key)
    else change(key, { error })
  }
}

async function bring(
  key: number,
  { name, folder, files }: DroppedModel,
  signal: AbortSignal,
): Promise<ModelInfo> {
  if (window.labHost?.pathForFile(folder))
    return lab.call('models.addFolder', { file: await fileRef(folder) })
  const wanted = filesToSend(files)
  const config = wanted.find((file) => file.name === 'config.json')
  if (!config)
    throw new LabError(
      'model',
      `${name} holds no config.json. Drop the whole folder of a model, or choose it with "Add a folder".`,
    )
  change(key, { total: wanted.reduce((sum, { size }) => sum + size, 0) })
  const sizes = wanted.map((file) => ({ name: file.name, bytes: file.size }))
  const sentConfig = await fileRef(config, { signal })
  await lab.call('models.expect', { config: sentConfig, files: sizes })
  const arrived = []
  let before = 0
  for (const file of wanted) {
    const onBytes = (sent: number): void => change(key, { sent: before + Math.min(sent, file.size) })
    const ref = file === config ? sentConfig : await fileRef(file, { signal, onBytes })
    arrived.push({ file: ref, bytes: file.size })
    before += file.size
  }
  return lab.call('models.addFiles', { name, files: arrived })
}
