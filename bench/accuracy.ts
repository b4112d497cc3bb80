// How well a model fine-tunes: mean and spread of validation accuracy over seeds, beside the same architecture with random weights
// (--random), or beside PEFT and the Hugging Face Trainer on the same rows (--peft).
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openCheckpoint } from '../src/core/files/checkpoint.ts'
import { elementCount } from '../src/core/files/safetensorsHeader.ts'
import { writeSafetensors } from '../src/core/files/safetensorsWriter.ts'
import { random } from '../src/shared/random.ts'
import { fineTune, inPercent, type FineTuning } from './fineTune.ts'
import { peftTune } from './peftTune.ts'

const { values: flags } = parseArgs({
  options: {
    model: { type: 'string', default: 'resources/models/starter' },
    random: { type: 'boolean', default: false },
    peft: { type: 'boolean', default: false },
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
    for (const tuning of flags.tunings.split(',')) {
      for (const [name, folder] of Object.entries(models))
        report(set, tuning, name, await accuracies(set, tuning, folder, fineTune))
      if (flags.peft) report(set, tuning, 'peft', await accuracies(set, tuning, flags.model, peftTune))
    }
} finally {
  await rm(work, { recursive: true })
}

/** Accuracy on the set's dev file, one for each seed. */
async function accuracies(
  set: string,
  tuning: string,
  model: string,
  tune: (of: FineTuning) => Promise<number>,
): Promise<number[]> {
  const result: number[] = []
  for (let seed = 1; seed <= Number(flags.seeds); seed++)
    result.push(
      await tune({
        ...{ work, model, tuning, seed },
        folder: join(flags.data, set),
        rows: Number(flags.rows),
        epochs: Number(flags.epochs),
        learningRate: flags.rate === undefined ? null : Number(flags.rate),
        threads: Number(flags.threads),
      }),
    )
  return result
}

function report(set: string, tuning: string, model: string, found: readonly number[]): void {
  console.log(`${set}  ${tuning}  ${model}  ${inPercent(found)}`)
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
