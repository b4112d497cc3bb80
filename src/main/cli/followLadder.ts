// Watches a ladder from the terminal until nothing of it is under way: a bar over its runs, Ctrl+C to stop and keep.
import { MultiBar } from 'cli-progress'
import type { RunInfo } from '../../shared/runInfo.ts'
import type { LadderDetails } from '../../shared/ladder.ts'
import type { Progress } from '../../shared/run.ts'
import type { Lab } from '../services/lab.ts'
import { barOptions } from './bars.ts'
import { duration } from './output.ts'

/** Resolves once no run of the ladder trains or waits. The first Ctrl+C (or SIGTERM) stops and keeps, the second ends at once. */
export async function followLadder(lab: Lab, id: string, quiet: boolean): Promise<LadderDetails> {
  const bar = quiet ? undefined : ladderBar()
  const interrupt = (): void => void lab.handlers['ladders.stop']({ id })
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt)
  const details = (): LadderDetails => lab.handlers['ladders.get']({ id }) as LadderDetails
  try {
    return await new Promise<LadderDetails>((resolve) => {
      const look = (): void => {
        const ladder = details()
        bar?.show(ladder)
        if (ladder.state !== 'running') resolve(ladder)
      }
      lab.listen((event, payload) => {
        if (event === 'ladders.changed' && (payload as { id: string }).id === id) look()
        if (event === 'runs.changed' && (payload as RunInfo).state === 'running')
          bar?.name((payload as RunInfo).name)
        if (event === 'runs.points') bar?.update((payload as { progress: Progress }).progress)
      })
      look()
    })
  } finally {
    bar?.end()
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
  }
}

/** How many runs are done, and how far the one at work is; plain lines now and then without a terminal. */
function ladderBar() {
  const bars = new MultiBar(barOptions('{bar} {value}/{total} runs | {run} {phase} {step} | {left}'))
  const shown = { run: '', phase: '', step: '', left: '' }
  const bar = bars.create(1, 0, shown)
  return {
    show: ({ counts, total, state }: LadderDetails): void => {
      bar.setTotal(total)
      bar.update(
        (counts.done ?? 0) + (counts.failed ?? 0),
        state === 'running' ? shown : { ...shown, run: '' },
      )
    },
    name: (run: string): void => void (shown.run = run),
    update: ({ phase, step, steps, secondsLeft }: Progress): void => {
      const left = secondsLeft === null ? '' : `${duration(secondsLeft)} left of this run`
      bar.update({ ...Object.assign(shown, { phase, step: `${step}/${steps}`, left }) })
    },
    end: (): void => bars.stop(),
  }
}
