import { expect, test } from 'vitest'
import { bucketOf } from './distances.ts'

// What transformers' make_log_bucket_position gives for DeBERTa-v3's 256 buckets and 512 positions.
const fromPython = [
  [0, 0],
  [1, 1],
  [127, 127],
  [128, 128],
  [129, 129],
  [200, 169],
  [300, 207],
  [400, 233],
  [510, 255],
  [511, 255],
  [512, 256],
] as const

test.each(fromPython)('distance %i is in bucket %i, and so backwards', (distance, bucket) => {
  const distances = { span: 256, buckets: 256, furthest: 512 }
  expect(bucketOf(distance, distances)).toBe(bucket)
  expect(bucketOf(-distance, distances)).toBe(-bucket)
})

test('without buckets every distance is its own', () => {
  expect(bucketOf(-400, { span: 512, buckets: -1, furthest: 512 })).toBe(-400)
})
