// Whether reading on helps: a model fine-tuned on a few labelled rows, as it is and after pre-training continued on all the
// set's training texts without their labels.
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { resolveSpec } from '../src/core/catalog/resolveSpec.ts'
import { importDataset } from '../src/core/data/importDataset.ts'
import { exportRun } from '../src/core/formats/exportRun.ts'
import { openModel } from '../src/core/models/open.ts'
import { train } from '../src/core/training/train.ts'
import type { Point, RunResult } from '../src/shared/run.ts'
import { fineTune, inPercent, silent } from './fineTune.ts'

const { values: flags } = parseArgs({
  options: {
    model: { type: 'string', default: 'resources/models/starter' },
    data: { type: 'string', default: '../shared/datasets' },
    set: { type: 'string', default: 'yelp-sentences' },
    reading: { type: 'string', default: '3' },
    rows: { type: 'string', default: '500' },
    tunings: { type: 'string', default: 'full,lora' },
    seeds: { type: 'string', default: '3' },
    epochs: { type: 'string', default: '3' },
    threads: { type: 'string', default: '0' },
  },
})
const threads = Number(flags.threads)
const folder = join(flags.data, flags.set)

const work = await mkdtemp(join(tmpdir(), 'lathe-domain-'))
try {
  const read = join(work, 'read')
  await readOn(read)
  for (const tuning of flags.tunings.split(','))
    for (const [name, model] of [
      ['as it is', flags.model],
      ['after reading', read],
    ] as const) {
      const found: number[] = []
      for (let seed = 1; seed <= Number(flags.seeds); seed++)
        found.push(
          await fineTune({
            ...{ work, folder, model, tuning, seed, threads, learningRate: null },
            rows: Number(flags.rows),
            epochs: Number(flags.epochs),
          }),
        )
      console.log(`${flags.set}  ${flags.rows} rows  ${tuning}  ${name}  ${inPercent(found)}`)
    }
} finally {
  await rm(work, { recursive: true })
}

/** Continues pre-training for `reading` epochs and writes the model to `to`. */
async function readOn(to: string): Promise<void> {
  const { id } = await importDataset({
    name: flags.set,
    task: 'unlabelled',
    folder: join(work, 'datasets'),
    files: [{ path: join(folder, 'train.tsv'), name: 'train.tsv', split: 'train', options: {} }],
  })
  const { facts } = await openModel(flags.model)
  const spec = resolveSpec(
    {
      dataset: id,
      model: flags.model,
      threads,
      objective: { id: 'maskedLm' },
      tuning: { id: 'full' },
      split: { dev: 0.02 },
      training: { epochs: Number(flags.reading), evaluateEvery: 20 },
    },
    facts.hidden,
  )
  const runFolder = join(work, 'reading')
  await mkdir(runFolder)
  const place = { spec, runFolder, modelFolder: flags.model, datasetFolder: join(work, 'datasets', id) }
  const points: Point[] = []
  const { result } = await train(
    place,
    { ...silent, progress: (_, some) => void points.push(...some) },
    false,
  )
  await exportRun(place, 'merged', to, result.scores, silent.note)
  console.log(told(result, points))
}

function told({ steps, seconds, scores, tokensPerSecond }: RunResult, points: readonly Point[]): string {
  const first = points.find(({ series }) => series === 'dev/perplexity')
  const { perplexity } = scores.dev!
  return (
    `read ${flags.set} for ${steps} steps in ${Math.round(seconds / 60)} minutes (${Math.round(tokensPerSecond)} tokens/s): ` +
    `perplexity ${first?.value.toFixed(0)} after ${first?.step} steps, ${perplexity?.toFixed(0)} at the end`
  )
}
