// Compares a run's hidden states before and after, and keeps what was found beside its weights.
import { saveChange } from '../core/changes/changesFile.ts'
import { compareStates } from '../core/changes/compareStates.ts'
import type { TrainingIo } from '../core/training/reporter.ts'
import type { RunPlace } from '../shared/jobs.ts'
import { LabError } from '../shared/labError.ts'

export async function compareRun(
  place: RunPlace,
  { progress, note, stopRequested }: TrainingIo,
): Promise<'done' | 'stopped'> {
  if (place.modelFolder === '')
    throw new LabError(
      'run',
      'This run learned words alone, so there is no model in which anything could change.',
    )
  const start = performance.now()
  const parts: number[] = []
  const change = await compareStates(place, {
    note,
    stopRequested,
    progress: (step, steps, phase) => {
      const seconds = (performance.now() - start) / 1000
      parts.push(seconds)
      // The maps take alike; what comes before them says nothing of them.
      const since = parts.at(3)
      const secondsLeft = since === undefined ? null : ((seconds - parts[2]!) / (step - 2)) * (steps - step)
      const none = { epoch: 0, epochs: 0, tokensPerSecond: 0, memoryBytes: process.memoryUsage.rss() }
      progress({ ...none, step, steps, seconds, secondsLeft, phase }, [])
    },
  })
  if (!change) return 'stopped'
  await saveChange(place.runFolder, change)
  return 'done'
}
