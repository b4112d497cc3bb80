// The curves of runs that are on screen: loaded once, then extended by events.
import { useEffect, useSyncExternalStore } from 'react'
import type { Point, Progress } from '../../shared/run.ts'
import { append, type SeriesByName } from '../charts/series.ts'
import { lab, whenReconnected } from './lab.ts'

export interface LiveRun {
  readonly series: SeriesByName
  readonly progress: Progress | null
  readonly loaded: boolean
}

const nothing: LiveRun = { series: {}, progress: null, loaded: false }
const runs = new Map<string, LiveRun>()
const watchers = new Map<string, number>()
const listeners = new Set<() => void>()

// Eyes need no more than four pictures of a curve a second.
const pause = 250
let scheduled = false
let revision = 0
function announce(): void {
  if (scheduled) return
  scheduled = true
  setTimeout(() => {
    scheduled = false
    revision++
    for (const listener of listeners) listener()
  }, pause)
}

lab.on('runs.points', ({ id, progress, points }) => {
  const run = runs.get(id) ?? nothing
  runs.set(id, {
    ...run,
    progress,
    series: watchers.has(id) ? append(run.series, points) : run.series,
  })
  announce()
})

async function load(id: string): Promise<void> {
  const stored = await lab.call('runs.series', { id, buckets: 1000 })
  const run = runs.get(id) ?? nothing
  // Points that arrived while the stored ones were on their way come after them.
  const arrived: Point[] = Object.values(run.series).flat()
  const last = Math.max(-1, ...Object.values(stored).map((points) => points.at(-1)?.step ?? -1))
  const later = arrived.filter(({ step }) => step > last)
  runs.set(id, { ...run, loaded: true, series: append(stored, later) })
  announce()
}

whenReconnected(() => {
  for (const id of watchers.keys()) void load(id)
})

/** The live state of the given runs, redrawn a few times a second. Unknown runs are empty. */
export function useLiveRuns(ids: readonly string[]): readonly LiveRun[] {
  const key = ids.join(' ')
  useEffect(() => {
    const watched = key.split(' ').filter(Boolean)
    for (const id of watched) {
      watchers.set(id, (watchers.get(id) ?? 0) + 1)
      // A run that is not there shows its own error where it is opened.
      void load(id).catch(() => {})
    }
    return () => {
      for (const id of watched) {
        const left = (watchers.get(id) ?? 1) - 1
        if (left > 0) watchers.set(id, left)
        else {
          watchers.delete(id)
          runs.set(id, { ...(runs.get(id) ?? nothing), series: {}, loaded: false })
        }
      }
    }
  }, [key])
  useSyncExternalStore(subscribe, () => revision)
  return ids.map((id) => runs.get(id) ?? nothing)
}

/** The live state of one run. */
export function useLiveRun(id: string): LiveRun {
  return useLiveRuns([id])[0] ?? nothing
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
