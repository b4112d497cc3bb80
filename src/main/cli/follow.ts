// Watches one run from the terminal until it ends: a bar for people, Ctrl+C to stop and keep.
import { MultiBar } from 'cli-progress'
import type { RunInfo } from '../../shared/runInfo.ts'
import { LabError } from '../../shared/labError.ts'
import type { Point, Progress } from '../../shared/run.ts'
import type { Lab } from '../services/lab.ts'
import { barOptions } from './bars.ts'
import { duration, short } from './output.ts'

/** Resolves with the run once it has ended. The first Ctrl+C (or SIGTERM) stops and keeps, the second ends at once. */
export async function followRun(lab: Lab, id: string, quiet: boolean): Promise<RunInfo> {
  const bar = quiet ? undefined : progressBar()
  const interrupt = (): void => {
    try {
      lab.handlers['runs.stop']({ id })
    } catch (thrown) {
      // It may have ended this moment; then there is nothing to stop.
      if (!(thrown instanceof LabError && thrown.code === 'run')) throw thrown
    }
  }
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt)
  try {
    return await new Promise<RunInfo>((resolve) => {
      const settle = (run: RunInfo): void => {
        if (['done', 'stopped', 'failed'].includes(run.state)) resolve(run)
      }
      lab.listen((event, payload) => {
        if (event === 'runs.changed' && (payload as RunInfo).id === id) settle(payload as RunInfo)
        if (event === 'runs.points') bar?.update(payload as { progress: Progress; points: Point[] })
      })
      void Promise.resolve(lab.handlers['runs.get']({ id })).then(settle)
    })
  } finally {
    bar?.end()
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
  }
}

export interface Bar {
  update(news: { readonly progress: Progress; readonly points: readonly Point[] }): void
  end(): void
}

/** The validation scores that tell most of a run. */
const watched = ['dev/accuracy', 'dev/pearson', 'dev/perplexity']

/** A bar on stderr with loss, newest validation score, speed and time left; plain lines now and then without a terminal. */
export function progressBar(): Bar {
  const bars = new MultiBar(
    barOptions(
      '{phase} {bar} {percentage}% | step {value}/{total} | loss {loss}{metric} | {speed} tokens/s | {left}',
    ),
  )
  const shown = { phase: 'Starting', loss: '-', metric: '', speed: '-', left: '' }
  const bar = bars.create(1, 0, shown)
  return {
    update: ({ progress, points }) => {
      for (const { series, value } of points) {
        if (series === 'train/loss') shown.loss = short(value)
        else if (watched.includes(series)) shown.metric = ` | ${series} ${short(value)}`
      }
      bar.setTotal(Math.max(1, progress.steps))
      bar.update(progress.step, {
        ...shown,
        phase: progress.phase,
        speed: short(progress.tokensPerSecond),
        left: progress.secondsLeft === null ? '' : `${duration(progress.secondsLeft)} left`,
      })
    },
    end: () => bars.stop(),
  }
}
