// What fine-tuning changed in a run's hidden states: made once in a process of its own, then kept with the run.
import { readChange } from '../../core/changes/changesFile.ts'
import { hasBest } from '../../core/training/bestWeights.ts'
import type { HiddenChange } from '../../shared/changes.ts'
import { LabError } from '../../shared/labError.ts'
import type { Progress } from '../../shared/run.ts'
import type { CallName } from '../../shared/contract.ts'
import type { Handlers } from '../../shared/serve.ts'
import { askWorker } from './askWorker.ts'
import type { Context } from './context.ts'
import { findRun, usablePlace } from './runInfo.ts'

interface Work {
  readonly stop: AbortController
  readonly answer: Promise<HiddenChange | null>
  progress: Progress | null
}

export function changeService(context: Context): Pick<Handlers, Extract<CallName, `changes.${string}`>> {
  const { home, platform, emit } = context
  const working = new Map<string, Work>()

  const start = (id: string): Work => {
    const run = findRun(context, id)
    const place = usablePlace(home, run)
    const stop = new AbortController()
    const onPoints = ({ progress }: { readonly progress: Progress }): void => {
      work.progress = progress
      emit('changes.progress', { id, progress })
    }
    const make = async (): Promise<HiddenChange | null> => {
      try {
        const job = { kind: 'changes', place } as const
        const { state } = await askWorker(platform, job, 'changed', { onPoints, stop: stop.signal })
        if (state === 'stopped') return null
        const change = await readChange(place.runFolder)
        if (change) return change
        throw new LabError('run', `Run ${run.number} got other weights meanwhile. Compare once again.`, {
          id,
        })
      } finally {
        working.delete(id)
        emit('changes.progress', { id, progress: null })
      }
    }
    const work: Work = { stop, progress: null, answer: make() }
    working.set(id, work)
    return work
  }

  return {
    'changes.get': async ({ id }) => {
      const folder = home.run(findRun(context, id).id)
      const work = working.get(id)
      return {
        ready: await hasBest(folder),
        change: await readChange(folder),
        working: work !== undefined,
        progress: work?.progress ?? null,
      }
    },
    'changes.make': async ({ id }) => ({ change: await (working.get(id) ?? start(id)).answer }),
    'changes.stop': ({ id }) => {
      working.get(id)?.stop.abort()
      return { ok: true }
    },
  }
}
