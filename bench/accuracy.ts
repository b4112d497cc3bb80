// How well a model fine-tunes: mean and spread of validation accuracy over seeds, beside the same architecture with random weights.
import { createReadStream } from 'node:fs'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { resolveSpec } from '../src/core/catalog/resolveSpec.ts'
import { importDataset } from '../src/core/data/importDataset.ts'
import { openCheckpoint } from '../src/core/files/checkpoint.ts'
import { elementCount } from '../src/core/files/safetensorsHeader.ts'
import { writeSafetensors } from '../src/core/files/safetensorsWriter.ts'
import { openModel } from '../src/core/models/open.ts'
import { train } from '../src/core/training/train.ts'
import { random } from '../src/shared/random.ts'

const { values: flags } = parseArgs({
  options: {
    model: { type: 'string', default: 'resources/models/starter' },
    random: { type: 'boolean', default: false },
    data: { type: 'string', default: '../shared/datasets' },
    sets: { type: 'string', default: 'sst2-sentences' },
    rows: { type: 'string', default: '0' },
    tunings: { type: 'string', default: 'full,lora' },
    seeds: { type: 'string', default: '3' },
    epochs: { type: 'string', default: '3' },
    rate: { type: 'string' },
    threads: { type: 'string', default: '0' },
  },
})

const work = await mkdtemp(join(tmpdir(), 'lathe-accuracy-'))
try {
  const models = { given: flags.model, ...(flags.random ? { random: await randomTwin(flags.model) } : {}) }
  for (const set of flags.sets.split(','))
    for (const tuning of flags.tunings.split(','))
      for (const [name, folder] of Object.entries(models))
        report(set, tuning, name, await accuracies(set, tuning, folder))
} finally {
  await rm(work, { recursive: true })
}

/** Accuracy on the set's dev file, one for each seed. The seed draws the rows, the new weights and the batches. */
async function accuracies(set: string, tuning: string, model: string): Promise<number[]> {
  const result: number[] = []
  for (let seed = 1; seed <= Number(flags.seeds); seed++) {
    const file = (split: string): string => join(flags.data, set, `${split}.tsv`)
    const sampled = await sample(file('train'), Number(flags.rows), seed)
    const { id } = await importDataset({
      name: set,
      folder: join(work, 'datasets'),
      files: [
        { path: sampled, name: 'train.tsv', split: 'train', options: {} },
        { path: file('dev'), name: 'dev.tsv', split: 'dev', options: {} },
      ],
    })
    const { facts } = await openModel(model)
    const learningRate = flags.rate === undefined ? null : Number(flags.rate)
    const training = { epochs: Number(flags.epochs), learningRate }
    const spec = resolveSpec(
      { dataset: id, model, seed, tuning: { id: tuning, options: {} }, training },
      facts.hidden,
    )
    const runFolder = join(work, 'run')
    await rm(runFolder, { recursive: true, force: true })
    await mkdir(runFolder)
    const silent = { progress: () => {}, note: () => {}, stopRequested: () => false }
    const place = { spec, runFolder, modelFolder: model, datasetFolder: join(work, 'datasets', id) }
    const trained = await train(place, silent, false)
    result.push(trained.result.scores.dev!.accuracy!)
  }
  return result
}

function report(set: string, tuning: string, model: string, found: readonly number[]): void {
  const mean = found.reduce((a, b) => a + b, 0) / found.length
  const spread = Math.sqrt(found.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (found.length - 1))
  const percent = (x: number): string => (100 * x).toFixed(1)
  console.log(
    `${set}  ${tuning}  ${model}  ${percent(mean)} ± ${percent(spread)} %  (${found.map(percent).join(', ')})`,
  )
}

/** The header and `count` random rows of a file; 0 takes all. */
async function sample(path: string, count: number, seed: number): Promise<string> {
  if (count === 0) return path
  const lines: string[] = []
  for await (const line of createInterface({ input: createReadStream(path) })) lines.push(line)
  const [header, ...rows] = lines
  const target = join(work, `train-${seed}.tsv`)
  await writeFile(target, [header, ...random(seed, 'sample').shuffle(rows).slice(0, count)].join('\n'))
  return target
}

/** The same config and tokenizer with fresh weights: normal with deviation 0.02, norms 1, biases 0. */
async function randomTwin(model: string): Promise<string> {
  const folder = join(work, 'random')
  await cp(model, folder, { recursive: true })
  const checkpoint = await openCheckpoint(model)
  await checkpoint.close()
  const tensors = [...checkpoint.tensors.values()].map(({ name, shape }) => {
    const rng = random(1, name)
    const fresh = name.endsWith('.bias')
      ? () => 0
      : name.includes('LayerNorm')
        ? () => 1
        : () => 0.02 * rng.normal()
    return { name, shape, data: Float32Array.from({ length: elementCount(shape) }, fresh) }
  })
  await writeSafetensors(join(folder, 'model.safetensors'), tensors, { format: 'pt' })
  return folder
}
