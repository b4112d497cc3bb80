// One fine-tuning on a public dataset, as the benches of accuracy need it: some rows, one seed, the accuracy on its dev file.
import { createReadStream } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { resolveSpec } from '../src/core/catalog/resolveSpec.ts'
import { importDataset } from '../src/core/data/importDataset.ts'
import { openModel } from '../src/core/models/open.ts'
import { train } from '../src/core/training/train.ts'
import { random } from '../src/shared/random.ts'

export const silent = { progress: () => {}, note: () => {}, stopRequested: () => false }

export interface FineTuning {
  /** Folder for what the run leaves behind. */
  readonly work: string
  /** Folder of the dataset: train.tsv and dev.tsv. */
  readonly folder: string
  readonly model: string
  readonly tuning: string
  /** Training rows, drawn by the seed; 0 takes all. */
  readonly rows: number
  readonly seed: number
  readonly epochs: number
  readonly learningRate: number | null
  readonly threads: number
}

/** Accuracy on the dataset's dev file, of the best epoch. The seed draws the rows, the new weights and the batches. */
export async function fineTune(of: FineTuning): Promise<number> {
  const { work, folder, model, tuning, seed, epochs, learningRate, threads } = of
  const sampled = await sample(of)
  const { id } = await importDataset({
    name: 'rows',
    folder: join(work, 'datasets'),
    files: [
      { path: sampled, name: 'train.tsv', split: 'train', options: {} },
      { path: join(folder, 'dev.tsv'), name: 'dev.tsv', split: 'dev', options: {} },
    ],
  })
  const { facts } = await openModel(model)
  const spec = resolveSpec(
    {
      dataset: id,
      model,
      seed,
      threads,
      tuning: { id: tuning, options: {} },
      training: { epochs, learningRate },
    },
    facts.hidden,
  )
  const runFolder = join(work, 'run')
  await rm(runFolder, { recursive: true, force: true })
  await mkdir(runFolder)
  const place = { spec, runFolder, modelFolder: model, datasetFolder: join(work, 'datasets', id) }
  const { result } = await train(place, silent, false)
  return result.scores.dev!.accuracy!
}

/** A file with the header and `rows` random rows of train.tsv; train.tsv itself where that is 0. */
export async function sample({ work, folder, rows: count, seed }: FineTuning): Promise<string> {
  const path = join(folder, 'train.tsv')
  if (count === 0) return path
  const lines: string[] = []
  for await (const line of createInterface({ input: createReadStream(path) })) lines.push(line)
  const [header, ...rows] = lines
  const target = join(work, `train-${seed}.tsv`)
  await writeFile(target, [header, ...random(seed, 'sample').shuffle(rows).slice(0, count)].join('\n'))
  return target
}

/** "76.1 ± 0.5 % (75.9, 75.7, 76.7)" of shares of 1: mean, spread, each. */
export function inPercent(found: readonly number[]): string {
  const mean = found.reduce((a, b) => a + b, 0) / found.length
  const spread = Math.sqrt(found.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (found.length - 1))
  const percent = (x: number): string => (100 * x).toFixed(1)
  return `${percent(mean)} ± ${percent(spread)} %  (${found.map(percent).join(', ')})`
}
