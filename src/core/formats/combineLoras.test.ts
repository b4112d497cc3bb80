// Two LoRAs as one, against what peft's add_weighted_adapter makes of them.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readGoldenTensors } from '../../testing/golden.ts'
import { combinations } from '../../shared/combination.ts'
import { combinePair, type Part } from './combineLoras.ts'
import { valuesOf } from './merge/values.ts'

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
  const rank = kind === 'cat' ? 8 : 4
  const golden = await readGoldenTensors('peft', 'combined.safetensors')
  const wanted = [...golden].filter(([key]) => key.startsWith(`${kind}/`))
  // query of the first, value of both, output.dense of the second (twice in every layer)
  expect(wanted).toHaveLength(8)
  for (const [key, { shape, data }] of wanted) {
    const [a, b] = await combinePair(key.replace(`${kind}/`, ''), parts, kind, rank)
    expect([b.shape[0], a.shape[1]]).toEqual(shape)
    const [narrow, wide] = [await valuesOf(a), await valuesOf(b)]
    const columns = shape[1]!
    const largest = data.reduce((most, x, at) => {
      let sum = 0
      for (let r = 0; r < rank; r++)
        sum += wide[Math.floor(at / columns) * rank + r]! * narrow[r * columns + (at % columns)]!
      return Math.max(most, Math.abs(sum - x))
    }, 0)
    expect(largest, key).toBeLessThan(1e-6)
  }
})
