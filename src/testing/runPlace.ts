// A small run to train for real: a tiny model, an imported dataset, and a folder for what the run leaves behind.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { resolveSpec } from '../core/catalog/resolveSpec.ts'
import { importDataset } from '../core/data/importDataset.ts'
import type { Task } from '../shared/dataset.ts'
import type { RunPlace } from '../shared/jobs.ts'
import { random } from '../shared/random.ts'
import type { RunSpecInput } from '../shared/run.ts'
import { writeTinyBert, type TinyBertOptions } from './tinyBert.ts'
import { writeTinyModel, type TinyFamily } from './tinyModel.ts'

export interface PlaceOptions {
  /** A CSV with a header. */
  readonly csv?: string
  readonly task?: Task
  readonly bert?: TinyBertOptions
  /** A model of this family instead. */
  readonly family?: TinyFamily
  readonly spec?: Omit<RunSpecInput, 'dataset' | 'model'>
}

/** Writes model, dataset and an empty run folder into `folder`. */
export async function makePlace(
  folder: string,
  { csv = reviews(60), task, bert = {}, family, spec = {} }: PlaceOptions = {},
): Promise<RunPlace> {
  await mkdir(folder, { recursive: true })
  const path = join(folder, 'rows.csv')
  await writeFile(path, csv)
  const files = [{ path, name: 'rows.csv', split: 'train', options: {}, roles: undefined }] as const
  const { id } = await importDataset({ name: 'rows', task, folder, files })
  const modelFolder = join(folder, 'model')
  await (family ? writeTinyModel(modelFolder, family) : writeTinyBert(modelFolder, bert))
  return anotherRun(
    {
      spec: resolveSpec({ ...spec, dataset: id, model: modelFolder }),
      datasetFolder: join(folder, id),
      modelFolder,
      runFolder: '',
    },
    join(folder, 'run'),
  )
}

/** The same run with a folder of its own. */
export async function anotherRun(place: RunPlace, runFolder: string): Promise<RunPlace> {
  await mkdir(runFolder, { recursive: true })
  return { ...place, runFolder }
}

const good = ['good', 'great', 'best', 'excellent', 'wonderful', 'superb', 'charming', 'delightful']
const bad = ['bad', 'awful', 'terrible', 'boring', 'dull', 'worst', 'waste', 'stupid']
const other = `the film was and story in it with people all day time scene of music for an old friend`.split(
  ' ',
)

/** A CSV of `rows` made-up reviews of 4 to 20 words, half of them good: each says so with one word. */
export function reviews(rows: number, seed = 5): string {
  const rng = random(seed, 'reviews')
  const lines = Array.from({ length: rows }, (_, i) => {
    const words = Array.from({ length: 3 + rng.integer(17) }, () => other[rng.integer(other.length)]!)
    const mood = i % 2 === 0 ? good : bad
    words.splice(rng.integer(words.length + 1), 0, mood[rng.integer(mood.length)]!)
    return `${words.join(' ')},${i % 2 === 0 ? 'good' : 'bad'}`
  })
  return ['text,label', ...lines].join('\n')
}
