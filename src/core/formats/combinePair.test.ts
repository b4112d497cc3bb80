// Two LoRAs as one, against what peft's add_weighted_adapter makes of them.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readGoldenTensors } from '../../testing/golden.ts'
import { combinations } from '../../shared/combination.ts'
import { combinePair, type Part } from './combinePair.ts'

const weights = [0.75, -0.5]
const scales = [8 / 4, 2 / 4]

async function part(name: string, i: number): Promise<Part> {
  const stored = await readGoldenTensors('peft', join(name, 'adapter_model.safetensors'))
  const tensors = [...stored].map(([key, tensor]) => {
    const own = key.replace('base_model.model.', '')
    return [own, { name: own, ...tensor }] as const
  })
  return { tensors: new Map(tensors), rank: 4, factor: weights[i]! * scales[i]! }
}

test.each(combinations)('%s', async (kind) => {
  const parts = await Promise.all(['lora', 'loraOther'].map(part))
  const rank = { cat: 8, linear: 4, svd: 3 }[kind]
  const golden = await readGoldenTensors('peft', 'combined.safetensors')
  const wanted = [...golden].filter(([key]) => key.startsWith(`${kind}/`))
  // query of the first, value of both, output.dense of the second (twice in every layer)
  expect(wanted).toHaveLength(8)
  for (const [key, { shape, data }] of wanted) {
    const [a, b] = await combinePair(key.replace(`${kind}/`, ''), parts, kind, rank)
    expect([b.shape[0], a.shape[1]]).toEqual(shape)
    const found = product([a, b])
    const largest = data.reduce((most, x, at) => Math.max(most, Math.abs(found[at]! - x)), 0)
    expect(largest, key).toBeLessThan(1e-6)
  }
})

test('svd of the full rank is the exact sum, also where the ranks together are more than the width', async () => {
  const parts = await Promise.all(['lora', 'loraOther'].map(part))
  const module = 'bert.encoder.layer.0.attention.self.value'
  // 32 wide, and of the rank 40 together
  const many = Array.from({ length: 10 }, (_, i) => ({ ...parts[i % 2]!, factor: 0.1 * (i + 1) }))
  for (const some of [parts, many]) {
    const ranks = 4 * some.length
    const exact = product(await combinePair(module, some, 'cat', ranks))
    const same = product(await combinePair(module, some, 'svd', ranks))
    expect(Math.max(...exact.map((x, i) => Math.abs(x - same[i]!)))).toBeLessThan(1e-5)
  }
})

/** B A. */
function product([a, b]: Awaited<ReturnType<typeof combinePair>>): number[] {
  const [[rank, inputs], [outputs]] = [a.shape, b.shape] as [[number, number], [number, number]]
  const [narrow, wide] = [a.data as Float32Array, b.data as Float32Array]
  return Array.from({ length: outputs * inputs }, (_, at) => {
    let sum = 0
    for (let r = 0; r < rank; r++)
      sum += wide[Math.floor(at / inputs) * rank + r]! * narrow[r * inputs + (at % inputs)]!
    return sum
  })
}
