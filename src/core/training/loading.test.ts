// What loading a model costs: its weights once, in one file or in several. Measured in a process of its own.
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LoadCost } from '../../testing/loadModel.ts'
import { writeTinyBert, type TinyBertOptions } from '../../testing/tinyBert.ts'
import { resolveSpec } from '../catalog/resolveSpec.ts'
import { openMethod } from './method.ts'

const script = join(import.meta.dirname, '..', '..', 'testing', 'loadModel.ts')
/** 15 million parameters, 60 MB. */
const wide: TinyBertOptions = { layers: 2, hidden: 768, heads: 12, intermediate: 3072, maxPositions: 512 }

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lathe-loading-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function weightBytes(model: string): Promise<number> {
  const files = (await readdir(model)).filter((name) => name.endsWith('.safetensors'))
  const sizes = await Promise.all(files.map(async (name) => (await stat(join(model, name))).size))
  return sizes.reduce((sum, size) => sum + size, 0)
}

for (const [what, shards] of [
  ['one file', 1],
  ['7 shards', 7],
] as const)
  test(`weights from ${what} take at most 1.3 times their bytes on disk, trained or not`, async () => {
    const model = join(folder, String(shards))
    await writeTinyBert(model, { ...wide, shards })
    const onDisk = await weightBytes(model)
    expect(onDisk).toBeGreaterThan(5e7)
    for (const tuning of ['lora', 'full']) {
      const { stdout } = await promisify(execFile)(process.execPath, [script, model, tuning])
      const { bytes } = JSON.parse(stdout) as LoadCost
      expect(bytes / onDisk, tuning).toBeLessThan(1.3)
      expect(bytes / onDisk, `${tuning}: the measurement sees the weights`).toBeGreaterThan(0.8)
    }
  })

test('shards hold the same weights as one file', async () => {
  const values = async (shards: number): Promise<[string, number[]][]> => {
    const model = join(folder, `small-${shards}`)
    await writeTinyBert(model, { shards })
    const labels = ['a', 'b']
    const spec = resolveSpec({ dataset: 'd', model })
    const dataset = { name: 'd', hash: '' }
    const method = await openMethod(model, {
      version: 1,
      spec,
      labels,
      counts: [1, 1],
      pairs: false,
      dataset,
    })
    const { tensors } = await method.load(method.evaluationGraph().parameters.values(), [])
    return Object.entries(tensors).map(([name, { data }]) => [name, [...(data as Float32Array)]])
  }
  expect(await values(3)).toEqual(await values(1))
})
