// The first step of PET: which texts are labelled later, and how good each pattern is before it learns anything.
import { z } from 'zod'
import type { Json } from '../../../shared/json.ts'
import type { PetPrepared } from '../../../shared/pet.ts'
import { resolveSpec } from '../../catalog/resolveSpec.ts'
import { deriveDataset } from '../../data/deriveDataset.ts'
import { untrainedLogits } from '../../inference/untrained.ts'
import type { RunFile } from '../../training/method.ts'
import type { Work } from '../work.ts'
import { workProgress } from '../workProgress.ts'
import { accuracyOf } from './ensemble.ts'
import { labelledRows, unlabelledRows } from './rows.ts'

export const prepareInput = z.object({
  unlabelled: z.string(),
  unlabelledRows: z.number(),
  maxLength: z.number(),
  patterns: z.array(
    z.object({
      title: z.string(),
      template: z.string(),
      words: z.record(z.string(), z.string()),
      model: z.string(),
    }),
  ),
})

/** Throws as unlabelledRows, readPrompt, and openMethod. */
export const preparePet: Work = async (input, place, io) => {
  const { patterns, maxLength, ...wished } = prepareInput.parse(input)
  const { spec, models, datasetsFolder } = place
  const { manifest, splits } = await labelledRows(place)
  const { labels, pairs, name, hash } = manifest
  const targets = splits.train.map(({ label }) => labels.indexOf(label ?? ''))
  const counts = labels.map((_, c) => targets.filter((target) => target === c).length)
  const texts = await unlabelledRows(place, wished.unlabelled, wished.unlabelledRows)
  const tell = workProgress(io, patterns.length)
  const before: number[] = []
  for (const [i, { title, template, words, model }] of patterns.entries()) {
    tell(i, `Asking ${title} untrained`)
    const file: RunFile = {
      version: 1,
      spec: resolveSpec({
        dataset: spec.dataset,
        model,
        objective: { id: 'cloze', options: { template, words } },
        tuning: { id: 'full', options: {} },
        training: { maxLength },
        device: spec.device,
        threads: spec.threads,
      }),
      labels,
      counts,
      pairs,
      dataset: { name, hash },
    }
    const logits = await untrainedLogits(models[model]!, file, splits.train, io.note)
    before.push(accuracyOf(logits, targets) ?? 0)
  }
  const derived = await deriveDataset(datasetsFolder, {
    name: `${name}: texts without labels`,
    madeBy: 'PET',
    task: 'unlabelled',
    pairs,
    labels: [],
    splits: { train: texts },
  })
  const result: PetPrepared = {
    dataset: derived.id,
    rows: texts.length,
    trainingRows: splits.train.length,
    classes: labels.map((label, c) => ({ label, rows: counts[c]! })),
    patterns,
    before,
  }
  return { result: result as unknown as Json, datasets: [derived] }
}
