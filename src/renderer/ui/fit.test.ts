import { expect, test } from 'vitest'
import { usualPieces, type ModelSize } from '../../shared/trainingMemory.ts'
import { memoryNeeds, misfit } from './fit.ts'

const bertBase: ModelSize = { parameters: 109.5e6, layers: 12, hidden: 768, heads: 12, vocabulary: 30_522 }
const full = { title: 'Full fine-tuning', weights: 109.5e6, deep: true }
const lora = { title: 'LoRA', weights: 3e5, deep: true }
const head = { title: 'Head only', weights: 1538, deep: false }

test('what fits is not spoken of; else the largest method that fits is named', () => {
  const needs = memoryNeeds(bertBase)
  expect(needs.full).toBeGreaterThan(3 * needs.lora)
  const say = (free: number): string | null => misfit(bertBase, full, [head, lora], usualPieces, free)
  expect(say(8e9)).toBeNull()
  expect(say(2e9)).toBe(
    'This does not fit: it needs about 4.1 GB of memory and 2 GB are free. LoRA would need 1.2 GB.',
  )
  expect(say(1e9)).toMatch(/Head only would need 7\d\d MB/)
  expect(say(1e8)).toMatch(/Close other programs/)
})
