// The estimate beside peaks of real processes: random weights, 80 rows, batches of 16, one thread, Linux; resident memory in MB.
import { expect, test } from 'vitest'
import { trainingMemory, type ModelSize } from './trainingMemory.ts'

const bertBase: ModelSize = { parameters: 109.5e6, layers: 12, hidden: 768, heads: 12, vocabulary: 30_522 }
const miniLm: ModelSize = { parameters: 22.7e6, layers: 6, hidden: 384, heads: 12, vocabulary: 30_522 }
const starter: ModelSize = { parameters: 6.36e6, layers: 4, hidden: 256, heads: 4, vocabulary: 12_000 }

const measured = [
  { model: bertBase, weights: 296_450, deep: true, microTokens: 512, maxLength: 128, peak: 1138 },
  { model: bertBase, weights: 109.5e6, deep: true, microTokens: 512, maxLength: 128, peak: 3921 },
  { model: bertBase, weights: 1538, deep: false, microTokens: 512, maxLength: 128, peak: 718 },
  { model: bertBase, weights: 296_450, deep: true, microTokens: 512, maxLength: 512, peak: 1862 },
  { model: bertBase, weights: 109.5e6, deep: true, microTokens: 512, maxLength: 512, peak: 4560 },
  { model: miniLm, weights: 74_498, deep: true, microTokens: 512, maxLength: 128, peak: 457 },
  { model: miniLm, weights: 74_498, deep: true, microTokens: 512, maxLength: 512, peak: 805 },
  { model: miniLm, weights: 22.7e6, deep: true, microTokens: 512, maxLength: 128, peak: 1087 },
  { model: starter, weights: 33_282, deep: true, microTokens: 512, maxLength: 128, peak: 273 },
  { model: starter, weights: 6.36e6, deep: true, microTokens: 512, maxLength: 128, peak: 477 },
  { model: starter, weights: 6.36e6, deep: true, microTokens: 2048, maxLength: 256, peak: 658 },
]

test.each(measured)('$model.layers layers, $weights trained, up to $maxLength tokens: $peak MB', (one) => {
  const { model, weights, deep, microTokens, maxLength, peak } = one
  const estimate = trainingMemory(model, { weights, deep }, { batch: 16, microTokens, maxLength }) / 1e6
  expect(estimate / peak).toBeGreaterThan(0.9)
  expect(estimate / peak).toBeLessThan(1.1)
})
