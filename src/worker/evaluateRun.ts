// Scores a run on the rows of a file.
import { Predictor } from '../core/inference/predictor.ts'
import type { Job } from '../shared/jobs.ts'
import type { Scores } from '../shared/run.ts'
import { readExamplesFile } from './examplesFile.ts'

export async function evaluateRun(
  { place, examplesFile, predictionsFile }: Extract<Job, { kind: 'evaluate' }>,
  onNote: (text: string) => void,
): Promise<Scores> {
  const predictor = await Predictor.open(place, onNote)
  return predictor.evaluate(await readExamplesFile(examplesFile), predictionsFile)
}
