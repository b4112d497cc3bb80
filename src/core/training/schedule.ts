// The learning rate over a run.
import type { TrainingOptions } from '../../shared/run.ts'

/** The rate at optimizer step 1..steps: linear warm-up from 0, then linear, cosine or no decay to 0 after the last step. */
export function learningRateAt(
  step: number,
  steps: number,
  peak: number,
  { schedule, warmup }: Pick<TrainingOptions, 'schedule' | 'warmup'>,
): number {
  const rising = Math.round(warmup * steps)
  if (step <= rising) return (peak * step) / rising
  // 0 at the first step after warm-up, 1 one step past the end
  const done = (step - 1 - rising) / Math.max(1, steps - rising)
  if (schedule === 'constant') return peak
  return schedule === 'linear' ? peak * (1 - done) : (peak * (1 + Math.cos(Math.PI * done))) / 2
}
