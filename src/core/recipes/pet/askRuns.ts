// What every trained pattern makes of some rows.
import type { Example } from '../../../shared/dataset.ts'
import type { WorkPlace } from '../../../shared/jobs.ts'
import { Predictor } from '../../inference/predictor.ts'
import type { TrainingIo } from '../../training/reporter.ts'
import { workProgress } from '../workProgress.ts'
import type { RowLogits } from './ensemble.ts'

/**
 * For each of `sets` of rows the logits of each run, in order. One model is in memory at a time.
 * @throws LabError('run') where a stop was asked.
 */
export async function askRuns(
  runs: readonly { readonly run: string; readonly title: string }[],
  sets: readonly (readonly Example[])[],
  place: WorkPlace,
  io: TrainingIo,
): Promise<RowLogits[][]> {
  const tell = workProgress(io, runs.length)
  const found = sets.map((): RowLogits[] => [])
  for (const [i, { run, title }] of runs.entries()) {
    const predictor = await Predictor.open(place.runs[run]!, io.note)
    try {
      for (const [set, examples] of sets.entries())
        found[set]!.push(await predictor.logits(examples, () => tell(i, `Asking ${title}`)))
    } finally {
      await predictor.release()
    }
  }
  tell(runs.length, 'Done')
  return found
}
