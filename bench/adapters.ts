// One base and many adapters against as many merged models: memory, time for a text, time to switch.
import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { resolveSpec } from '../src/core/catalog/resolveSpec.ts'
import { writeJsonAtomic } from '../src/core/files/atomic.ts'
import { saveBest } from '../src/core/training/bestWeights.ts'
import { openMethod, type RunFile } from '../src/core/training/method.ts'
import { freshWeights } from '../src/core/training/weights.ts'
import type { AdapterResult, AdapterWork } from './adapterWork.ts'
import { writeBertBase } from './loads.ts'
import { median } from './statistics.ts'
import { starter } from './textWorks.ts'

export interface AdapterComparison {
  readonly model: string
  readonly count: number
  readonly shared: AdapterResult
  readonly merged: AdapterResult
}

const counts = [1, 4, 16]
const root = join(import.meta.dirname, '..')
const run = promisify(execFile)

/** Each count on each model, the two sides in turn; medians of `rounds`. The runs are made up and lie in `folder`. */
export async function benchAdapters(
  folder: string,
  rounds: number,
  threads: number,
  wanted: (model: string) => boolean,
): Promise<AdapterComparison[]> {
  const base = join(folder, 'bert-base')
  const models = [
    { model: 'starter', modelFolder: starter },
    { model: 'BERT-base', modelFolder: base },
  ].filter(({ model }) => wanted(model))
  if (models.some(({ modelFolder }) => modelFolder === base)) await writeBertBase(base, 1)
  const comparisons: AdapterComparison[] = []
  for (const { model, modelFolder } of models) {
    const runsOf = (tuning: 'lora' | 'head'): Promise<string[]> =>
      writeRuns(join(folder, `${model}-${tuning}`), modelFolder, tuning, threads)
    const folders = { shared: await runsOf('lora'), merged: await runsOf('head') }
    for (const count of counts) {
      const found: { [S in AdapterWork['side']]: AdapterResult[] } = { shared: [], merged: [] }
      for (let round = 0; round < rounds; round++)
        for (const side of ['shared', 'merged'] as const)
          found[side].push(await measured({ side, modelFolder, runFolders: folders[side].slice(0, count) }))
      comparisons.push({ model, count, shared: middle(found.shared), merged: middle(found.merged) })
    }
  }
  return comparisons
}

/** As many runs as the largest count needs, with random weights. */
async function writeRuns(
  folder: string,
  modelFolder: string,
  tuning: 'lora' | 'head',
  threads: number,
): Promise<string[]> {
  const folders: string[] = []
  for (let seed = 0; seed < counts.at(-1)!; seed++) {
    const spec = resolveSpec({
      dataset: 'none',
      model: modelFolder,
      tuning: { id: tuning },
      seed,
      threads,
      device: 'cpu',
    })
    const labels = ['bad', 'good']
    const file: RunFile = {
      version: 1,
      spec,
      labels,
      counts: [1, 1],
      pairs: false,
      dataset: { name: 'none', hash: '' },
    }
    const { trained } = (await openMethod(modelFolder, file)).trainingGraph()
    const runFolder = join(folder, String(seed))
    await mkdir(runFolder, { recursive: true })
    await writeJsonAtomic(join(runFolder, 'run.json'), file)
    await saveBest(runFolder, freshWeights(trained, trained, seed), 0, null)
    folders.push(runFolder)
  }
  return folders
}

async function measured(work: AdapterWork): Promise<AdapterResult> {
  const script = ['bench/latheAdapters.ts', JSON.stringify(work)]
  return JSON.parse((await run(process.execPath, script, { cwd: root })).stdout) as AdapterResult
}

const middle = (results: readonly AdapterResult[]): AdapterResult => ({
  bytes: median(results.map(({ bytes }) => bytes)),
  milliseconds: median(results.map(({ milliseconds }) => milliseconds)),
  switched: median(results.map(({ switched }) => switched)),
})
