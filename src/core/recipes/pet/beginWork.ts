// Where PET has no labels to begin with: the untrained patterns choose and label what each of them learns from first.
import { z } from 'zod'
import type { DatasetManifest } from '../../../shared/dataset.ts'
import type { Json } from '../../../shared/json.ts'
import type { PetGrown } from '../../../shared/pet.ts'
import { random } from '../../../shared/random.ts'
import type { Work } from '../work.ts'
import { workProgress } from '../workProgress.ts'
import { askPattern, petPattern } from './askPattern.ts'
import type { RowLogits } from './ensemble.ts'
import { firstGeneration } from './firstGeneration.ts'
import { deriveGeneration } from './growWork.ts'
import { labelledRows, readUnlabelled } from './rows.ts'

export const beginInput = z.object({
  unlabelled: z.string(),
  patterns: z.array(petPattern),
  /** Those that will be trained, each by its pattern. */
  members: z.array(z.object({ title: z.string(), pattern: z.number() })),
  annotators: z.number(),
  maxLength: z.number(),
})

/** Throws as askPattern and the readers. */
export const beginPet: Work = async (input, place, io) => {
  const { unlabelled, patterns, members, annotators, maxLength } = beginInput.parse(input)
  const rows = await labelledRows(place, true)
  const texts = await readUnlabelled(place, unlabelled)
  const tell = workProgress(io, patterns.length)
  const logits: RowLogits[] = []
  for (const [i, pattern] of patterns.entries()) {
    tell(i, `Asking ${pattern.title} untrained`)
    logits.push(await askPattern(pattern, texts, rows.manifest, maxLength, place, io))
  }
  const models = members.map(({ pattern }) => logits[pattern]!)
  const annotation = { models, weights: members.map(() => 1), annotators }
  const datasets: DatasetManifest[] = []
  const sizes: number[][] = []
  for (const [own, { title }] of members.entries()) {
    const chosen = firstGeneration(annotation, own, random(place.spec.seed, 'generation', 0, own))
    const made = await deriveGeneration(place, rows, texts, chosen, `generation 1 of ${title}`)
    datasets.push(made.dataset)
    sizes.push(made.sizes)
  }
  const result: PetGrown = { datasets: datasets.map(({ id }) => id), sizes }
  return { result: result as unknown as Json, datasets }
}
