// A generation of iPET: what each model's successor learns from.
import { z } from 'zod'
import type { DatasetManifest, Example } from '../../../shared/dataset.ts'
import type { Json } from '../../../shared/json.ts'
import type { PetGrown } from '../../../shared/pet.ts'
import { random } from '../../../shared/random.ts'
import { deriveDataset } from '../../data/deriveDataset.ts'
import type { Work } from '../work.ts'
import { askRuns } from './askRuns.ts'
import { nextGeneration } from './nextGeneration.ts'
import { judgingSplits, labelledRows, readUnlabelled } from './rows.ts'

export const growInput = z.object({
  unlabelled: z.string(),
  runs: z.array(z.object({ run: z.string(), title: z.string(), weight: z.number() })),
  generation: z.number(),
  growth: z.number(),
  annotators: z.number(),
})

/** Throws as askRuns and the readers. */
export const growPet: Work = async (input, place, io) => {
  const { unlabelled, runs, ...how } = growInput.parse(input)
  const labelled = await labelledRows(place)
  const { name, pairs, labels } = labelled.manifest
  const texts = await readUnlabelled(place, unlabelled)
  const [models] = (await askRuns(runs, [texts], place, io)) as [Awaited<ReturnType<typeof askRuns>>[number]]
  const counts = labels.map((label) => labelled.splits.train.filter((row) => row.label === label).length)
  const weights = runs.map(({ weight }) => weight)
  const datasets: DatasetManifest[] = []
  const sizes: number[][] = []
  for (const [own, { title }] of runs.entries()) {
    const rng = random(place.spec.seed, 'generation', how.generation, own)
    const chosen = nextGeneration({ models, weights, counts, ...how }, own, rng)
    const added = chosen.map(({ row, target }): Example => ({ ...texts[row]!, label: labels[target]! }))
    datasets.push(
      await deriveDataset(place.datasetsFolder, {
        name: `${name}: generation ${how.generation + 1} of ${title}`,
        madeBy: 'PET',
        task: 'classify',
        pairs,
        labels,
        splits: { train: [...labelled.splits.train, ...added], ...judgingSplits(labelled) },
      }),
    )
    sizes.push(counts.map((count, c) => count + chosen.filter(({ target }) => target === c).length))
  }
  const result: PetGrown = { datasets: datasets.map(({ id }) => id), sizes }
  return { result: result as unknown as Json, datasets }
}
