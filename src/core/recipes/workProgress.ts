// How far a work of a recipe is, for those who wait for it.
import { LabError } from '../../shared/labError.ts'
import type { TrainingIo } from '../training/reporter.ts'

/** A function that tells that the work is at `step` of `steps`, busy with `phase`. It throws LabError `run` where a stop was asked. */
export function workProgress(io: TrainingIo, steps: number): (step: number, phase: string) => void {
  const started = performance.now()
  return (step, phase) => {
    if (io.stopRequested()) throw new LabError('run', 'The work was stopped.')
    const seconds = (performance.now() - started) / 1000
    const progress = {
      step,
      steps,
      epoch: 0,
      epochs: 0,
      seconds,
      secondsLeft: step > 0 ? (seconds / step) * (steps - step) : null,
      tokensPerSecond: 0,
      memoryBytes: process.memoryUsage.rss(),
      phase,
    }
    io.progress(progress, [])
  }
}
