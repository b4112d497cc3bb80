// A generation of iPET: what each model's successor learns from.
import { z } from 'zod'
import type { DatasetManifest, Example } from '../../../shared/dataset.ts'
import type { WorkPlace } from '../../../shared/jobs.ts'
import type { Json } from '../../../shared/json.ts'
import type { PetGrown } from '../../../shared/pet.ts'
import { random } from '../../../shared/random.ts'
import { deriveDataset } from '../../data/deriveDataset.ts'
import type { Work } from '../work.ts'
import { askRuns } from './askRuns.ts'
import { firstCounts } from './firstGeneration.ts'
import { nextGeneration, type LabelledRow } from './nextGeneration.ts'
import { judgingSplits, labelledRows, readUnlabelled, type LabelledRows } from './rows.ts'

export const growInput = z.object({
  unlabelled: z.string(),
  runs: z.array(z.object({ run: z.string(), title: z.string(), weight: z.number() })),
  generation: z.number(),
  growth: z.number(),
  annotators: z.number(),
  zeroLabels: z.boolean(),
})

/** Throws as askRuns and the readers. */
export const growPet: Work = async (input, place, io) => {
  const { unlabelled, runs, zeroLabels, ...how } = growInput.parse(input)
  const rows = await labelledRows(place, zeroLabels)
  const { labels } = rows.manifest
  const texts = await readUnlabelled(place, unlabelled)
  const [models] = (await askRuns(runs, [texts], place, io)) as [Awaited<ReturnType<typeof askRuns>>[number]]
  const kept = labels.map((label) => rows.splits.train.filter((row) => row.label === label).length)
  const counts = zeroLabels ? firstCounts(labels.length) : kept
  const weights = runs.map(({ weight }) => weight)
  const datasets: DatasetManifest[] = []
  const sizes: number[][] = []
  for (const own of runs.keys()) {
    const rng = random(place.spec.seed, 'generation', how.generation, own)
    const chosen = nextGeneration({ models, weights, counts, kept, ...how }, own, rng)
    const title = `generation ${how.generation + 1} of ${runs[own]!.title}`
    const made = await deriveGeneration(place, rows, texts, chosen, title)
    datasets.push(made.dataset)
    sizes.push(made.sizes)
  }
  const result: PetGrown = { datasets: datasets.map(({ id }) => id), sizes }
  return { result: result as unknown as Json, datasets }
}

/** The dataset of the labelled rows and of those that were chosen, and how many it has of each class. */
export async function deriveGeneration(
  { datasetsFolder }: WorkPlace,
  labelled: LabelledRows,
  texts: readonly Example[],
  chosen: readonly LabelledRow[],
  title: string,
): Promise<{ readonly dataset: DatasetManifest; readonly sizes: number[] }> {
  const { name, pairs, labels } = labelled.manifest
  const added = chosen.map(({ row, target }): Example => ({ ...texts[row]!, label: labels[target]! }))
  const train = [...labelled.splits.train, ...added]
  const dataset = await deriveDataset(datasetsFolder, {
    name: `${name}: ${title}`,
    madeBy: 'PET',
    task: 'classify',
    pairs,
    labels,
    splits: { train, ...judgingSplits(labelled) },
  })
  return { dataset, sizes: labels.map((label) => train.filter((row) => row.label === label).length) }
}
