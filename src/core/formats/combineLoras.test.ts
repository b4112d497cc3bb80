// Runs become one: what of their heads stays, and which of them cannot be combined.
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import type { CombinationOptions } from '../../shared/combination.ts'
import { goldenFolder } from '../../testing/golden.ts'
import { goldenBase } from '../../testing/goldenRun.ts'
import { temporaryFolder } from '../data/testing.ts'
import type { TensorSource } from '../files/safetensorsWriter.ts'
import { openBest } from '../training/bestWeights.ts'
import { readRunFile, type RunFile } from '../training/method.ts'
import { combineLoras } from './combineLoras.ts'
import { exportRun } from './exportRun.ts'
import { importAdapter } from './imports/importAdapter.ts'
import { readTensors } from './readTensors.ts'

const folder = temporaryFolder()
const [first, second] = ['lora', 'loraOther'].map((name) => join(folder, name)) as [string, string]
let modelFolder: string
let count = 0
beforeAll(async () => {
  modelFolder = await goldenBase(folder, 'bert')
  for (const name of ['lora', 'loraOther']) {
    await mkdir(join(folder, name))
    const wish = { name, model: 'bert', modelFolder, labels: ['north', 'east', 'south', 'west'] }
    await importAdapter(goldenFolder(join('peft', name)), join(folder, name), wish)
  }
})

/** A copy of the second run of which run.json says something else. */
async function changed(change: (file: RunFile) => object): Promise<string> {
  const to = join(folder, `changed ${++count}`)
  await cp(second, to, { recursive: true })
  await writeFile(join(to, 'run.json'), JSON.stringify(change(await readRunFile(to))))
  return to
}
const tuned = async (tuning: object): Promise<string> =>
  changed((file) => ({ ...file, spec: { ...file.spec, tuning: { ...file.spec.tuning, ...tuning } } }))
const optioned = async (options: object): Promise<string> =>
  tuned({ options: { rank: 4, alpha: 2, targets: ['value', 'output.dense'], ...options } })

async function combined(
  runs: readonly string[],
  how: CombinationOptions = { by: 'cat' },
  weights: readonly number[] = [0.75, 0.25],
): Promise<string> {
  const to = join(folder, `combined ${++count}`)
  await mkdir(to)
  const weighted = runs.map((runFolder, i) => ({ runFolder, weight: weights[i]! }))
  await combineLoras(weighted, how, 'both', modelFolder, to)
  return to
}

async function head(runFolder: string): Promise<Float32Array> {
  const tensors: TensorSource[] = await readTensors(await openBest(runFolder))
  return tensors.find(({ name }) => name === 'classifier.weight')!.data as Float32Array
}

test('heads for the same classes are averaged by weight', async () => {
  const run = await combined([first, second])
  const [one, other, found] = [await head(first), await head(second), await head(run)]
  found.forEach((x, i) => expect(x).toBeCloseTo(0.75 * one[i]! + 0.25 * other[i]!, 6))
  expect((await readRunFile(run)).labels).toEqual(['north', 'east', 'south', 'west'])
})

test('where classes or heads differ, or the weights cancel out, the head is that of the first', async () => {
  const labels = await changed((file) => ({ ...file, labels: ['a', 'b', 'c', 'd'] }))
  const order = await changed((file) => ({ ...file, labels: ['east', 'north', 'south', 'west'] }))
  const linear = await changed((file) => {
    const { objective } = file.spec
    return { ...file, spec: { ...file.spec, objective: { ...objective, options: { head: 'linear' } } } }
  })
  for (const other of [labels, order, linear])
    expect(await head(await combined([first, other]))).toEqual(await head(first))
  expect(await head(await combined([first, second], { by: 'cat' }, [1, -1]))).toEqual(await head(first))
  const run = await readRunFile(await combined([labels, first]))
  expect(run.labels).toEqual(['a', 'b', 'c', 'd'])
})

test.each([
  [{ by: 'cat' }, 8],
  [{ by: 'linear' }, 4],
  [{ by: 'svd' }, 4],
  [{ by: 'svd', rank: 2 }, 2],
  [{ by: 'svd', rank: 8 }, 8],
] as const)('%j gives the rank %d', async (how, rank) => {
  const { spec } = await readRunFile(await combined([first, second], how))
  expect(spec).toMatchObject({
    name: 'both',
    dataset: '',
    start: '',
    tuning: {
      id: 'lora',
      options: { rank, alpha: rank, rsLora: false, targets: ['output.dense', 'query', 'value'] },
    },
  })
})

test('an export of it says what it was made of', async () => {
  const runFolder = await combined([first, second], { by: 'svd' }, [0.7, -0.3])
  const { spec } = await readRunFile(runFolder)
  const place = { spec, runFolder, modelFolder, datasetFolder: join(folder, 'nowhere') }
  const out = join(folder, 'exported')
  const { check } = await exportRun(place, 'peft', out, {}, () => {})
  expect(check).toMatchObject({ rows: 16, same: 16 })
  const card = await readFile(join(out, 'README.md'), 'utf8')
  expect(card).toContain('`: 0.7 of "lora" and -0.3 of "loraOther".')
  expect(card).not.toContain('elsewhere')
})

test('what cannot be combined is refused with the reason', async () => {
  const dora = await optioned({ dora: true })
  await expect(combined([first, dora])).rejects.toMatchObject({
    code: 'method',
    message: expect.stringMatching(
      /"loraOther" was trained with DoRA, which cannot be combined\. Choose LoRAs\./,
    ),
  })
  const two = await tuned({ and: { id: 'bitfit', options: {} } })
  const other = await tuned({ id: 'adapter', options: {} })
  for (const run of [two, other])
    await expect(combined([run, first])).rejects.toMatchObject({
      code: 'method',
      message: expect.stringMatching(/was not trained by LoRA alone/),
    })
  const wider = await optioned({ rank: 8 })
  await expect(combined([first, wider], { by: 'linear' })).rejects.toMatchObject({
    code: 'method',
    message: expect.stringMatching(/one rank, and these have 4 and 8\. Combine them by "cat" or "svd"/),
  })
  for (const how of [
    { by: 'cat', rank: 3 },
    { by: 'svd', rank: 9 },
    { by: 'svd', rank: 0 },
  ] as const)
    await expect(combined([first, second], how)).rejects.toMatchObject({ code: 'option' })
})
