// The ensemble of all patterns labels the texts: a dataset with soft labels, and how much the patterns agree.
import { z } from 'zod'
import type { Example } from '../../../shared/dataset.ts'
import type { Json } from '../../../shared/json.ts'
import type { PetLabelled } from '../../../shared/pet.ts'
import { deriveDataset } from '../../data/deriveDataset.ts'
import type { Work } from '../work.ts'
import { askRuns } from './askRuns.ts'
import {
  accuracyOf,
  agreementOf,
  answerOf,
  confidenceHistogram,
  disagreements,
  meanLogits,
  sharesOf,
} from './ensemble.ts'
import { judgingSplits, labelledRows, readUnlabelled } from './rows.ts'

/** Rows that are told of where models disagree. */
const toldRows = 50

export const labelInput = z.object({
  unlabelled: z.string(),
  runs: z.array(z.object({ run: z.string(), title: z.string(), pattern: z.number(), weight: z.number() })),
  zeroLabels: z.boolean(),
})

/** Throws as askRuns and the readers. */
export const labelPet: Work = async (input, place, io) => {
  const { unlabelled, runs, zeroLabels } = labelInput.parse(input)
  const labelled = await labelledRows(place, zeroLabels)
  const { name, pairs, labels } = labelled.manifest
  const { dev, test } = labelled.splits
  const texts = await readUnlabelled(place, unlabelled)
  const [models, ofDev, ofTest] = await askRuns(runs, [texts, dev, test], place, io)
  const weights = runs.map(({ weight }) => weight)
  const logits = meanLogits(models!, weights)
  const answers = logits.map(answerOf)
  const derived = await deriveDataset(place.datasetsFolder, {
    name: `${name}: soft labels`,
    madeBy: 'PET',
    task: 'classify',
    pairs,
    labels,
    splits: {
      train: texts.map((text, row): Example => ({ ...text, label: labels[answers[row]!]! })),
      ...judgingSplits(labelled),
    },
    softLabels: Float32Array.from(logits.flatMap((row) => [...row])),
  })
  const accuracy = (rows: readonly Example[], of: typeof models): number | null =>
    rows.length === 0
      ? null
      : accuracyOf(
          meanLogits(of!, weights),
          rows.map(({ label }) => labels.indexOf(label ?? '')),
        )
  const shares = sharesOf(weights)
  const result: PetLabelled = {
    dataset: derived.id,
    rows: texts.length,
    models: runs.map(({ title, pattern }, m) => ({
      title,
      pattern,
      weight: shares[m]!,
      withEnsemble: agreementOf(models![m]!, logits),
    })),
    agreement: models!.map((one) => models!.map((other) => agreementOf(one, other))),
    confidence: confidenceHistogram(logits),
    classes: labels.map((label, c) => ({ label, rows: answers.filter((answer) => answer === c).length })),
    accuracy: { dev: accuracy(dev, ofDev), test: accuracy(test, ofTest) },
    disagreements: disagreements(texts, models!, logits, labels, toldRows),
  }
  return { result: result as unknown as Json, datasets: [derived] }
}
