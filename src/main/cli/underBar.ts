// Work that takes its time, watched from the terminal: a bar, and Ctrl+C to stop.
import { SingleBar } from 'cli-progress'
import type { Progress } from '../../shared/run.ts'
import { barOptions } from './bars.ts'
import { duration } from './output.ts'

/** Does `work`, which says how far it is; Ctrl+C or SIGTERM asks it to `stop`. `quiet` shows no bar. */
export async function underBar<T>(
  quiet: boolean,
  stop: () => void,
  work: (show: (progress: Progress) => void) => Promise<T>,
): Promise<T> {
  const bar = quiet ? undefined : progressBar()
  process.on('SIGINT', stop).on('SIGTERM', stop)
  try {
    return await work((progress) => bar?.update(progress))
  } finally {
    bar?.end()
    process.off('SIGINT', stop).off('SIGTERM', stop)
  }
}

function progressBar(): { update(progress: Progress): void; end(): void } {
  const bar = new SingleBar(barOptions('{phase} {bar} {percentage}%{left}'))
  bar.start(1, 0, { phase: 'Starting', left: '' })
  return {
    update: ({ step, steps, phase, secondsLeft }) => {
      bar.setTotal(Math.max(1, steps))
      bar.update(step, { phase, left: secondsLeft === null ? '' : ` | ${duration(secondsLeft)} left` })
    },
    end: () => bar.stop(),
  }
}
