// What a pattern answers before it has learned anything.
import { z } from 'zod'
import type { DatasetManifest, Example } from '../../../shared/dataset.ts'
import type { WorkPlace } from '../../../shared/jobs.ts'
import { resolveSpec } from '../../catalog/resolveSpec.ts'
import { untrainedLogits } from '../../inference/untrained.ts'
import type { TrainingIo } from '../../training/reporter.ts'
import type { RowLogits } from './ensemble.ts'

export const petPattern = z.object({
  title: z.string(),
  template: z.string(),
  words: z.record(z.string(), z.string()),
  model: z.string(),
})

/** A logit of each class for each of `rows`. Throws as readPrompt and openMethod. */
export function askPattern(
  { template, words, model }: z.infer<typeof petPattern>,
  rows: readonly Example[],
  { labels, pairs, name, hash }: DatasetManifest,
  maxLength: number,
  { spec, models }: WorkPlace,
  io: TrainingIo,
): Promise<RowLogits> {
  const full = resolveSpec({
    dataset: spec.dataset,
    model,
    objective: { id: 'cloze', options: { template, words } },
    tuning: { id: 'full', options: {} },
    training: { maxLength },
    device: spec.device,
    threads: spec.threads,
  })
  // No loss is taken, so how many rows each class has is of no account.
  const counts = labels.map(() => 0)
  const file = { version: 1, spec: full, labels, counts, pairs, dataset: { name, hash } } as const
  return untrainedLogits(models[model]!, file, rows, io.note)
}
