// The first step of PET: which texts are labelled later, and how good each pattern is before it learns anything.
import { z } from 'zod'
import type { Json } from '../../../shared/json.ts'
import type { PetPrepared } from '../../../shared/pet.ts'
import { splitNames } from '../../../shared/run.ts'
import { deriveDataset } from '../../data/deriveDataset.ts'
import type { Work } from '../work.ts'
import { workProgress } from '../workProgress.ts'
import { askPattern, petPattern } from './askPattern.ts'
import { accuracyOf } from './ensemble.ts'
import { labelledRows, unlabelledRows } from './rows.ts'

export const prepareInput = z.object({
  unlabelled: z.string(),
  unlabelledRows: z.number(),
  maxLength: z.number(),
  patterns: z.array(petPattern),
  /** Whether there are no labels to learn from: the training rows are texts like all others then. */
  zeroLabels: z.boolean(),
})

/** Throws as unlabelledRows, readPrompt, and openMethod. */
export const preparePet: Work = async (input, place, io) => {
  const { patterns, maxLength, zeroLabels, ...wished } = prepareInput.parse(input)
  const { manifest, splits } = await labelledRows(place, zeroLabels)
  const { labels, pairs, name } = manifest
  const targets = splits.train.map(({ label }) => labels.indexOf(label ?? ''))
  const counts = labels.map((_, c) => targets.filter((target) => target === c).length)
  const used = zeroLabels ? (['dev', 'test'] as const) : splitNames
  const texts = await unlabelledRows(place, wished.unlabelled, wished.unlabelledRows, used)
  const tell = workProgress(io, patterns.length)
  const before: number[] = []
  for (const [i, pattern] of patterns.entries()) {
    tell(i, `Asking ${pattern.title} untrained`)
    const logits = await askPattern(pattern, splits.train, manifest, maxLength, place, io)
    before.push(accuracyOf(logits, targets) ?? 0)
  }
  const derived = await deriveDataset(place.datasetsFolder, {
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
