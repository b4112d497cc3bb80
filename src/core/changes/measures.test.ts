// Against numpy (parity/changes.py), and what must hold for any states.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { random } from '../../shared/random.ts'
import { goldenFolder } from '../../testing/golden.ts'
import { areAlike, gramOf, type States } from './gram.ts'
import { pcaMap, umapMap, type Point } from './maps.ts'
import { cosineDistance, linearCka, relativeL2, separation } from './measures.ts'

interface Golden {
  readonly width: number
  readonly classes: readonly number[]
  readonly before: readonly number[]
  readonly after: readonly number[]
  readonly cosineDistance: number
  readonly relativeL2: number
  readonly cka: number
  readonly separation: { readonly before: number; readonly after: number }
  readonly pca: { readonly points: readonly Point[]; readonly variance: number }
}

const golden = JSON.parse(await readFile(join(goldenFolder('changes'), 'changes.json'), 'utf8')) as Golden
const states = (data: readonly number[], width = golden.width): States => ({
  width,
  data: Float32Array.from(data),
})
const before = states(golden.before)
const after = states(golden.after)
const gram = gramOf(before, after)

test('distances, CKA and separation are those of numpy', () => {
  expect(cosineDistance(gram)).toBeCloseTo(golden.cosineDistance, 12)
  expect(relativeL2(before, after)).toBeCloseTo(golden.relativeL2, 12)
  expect(linearCka(gram)).toBeCloseTo(golden.cka, 12)
  expect(separation(before, golden.classes)).toBe(golden.separation.before)
  expect(separation(after, golden.classes)).toBe(golden.separation.after)
  expect(golden.separation.after).toBeGreaterThan(golden.separation.before)
})

test('the two axes of PCA are those of numpy’s SVD', () => {
  const { points, variance } = pcaMap(gram)
  expect(variance).toBeCloseTo(golden.pca.variance, 12)
  golden.pca.points.forEach(([x, y], i) => {
    expect(points[i]![0]).toBeCloseTo(x, 10)
    expect(points[i]![1]).toBeCloseTo(y, 10)
  })
})

test('states that did not move are told exactly so', () => {
  const same = gramOf(before, before)
  expect([cosineDistance(same), relativeL2(before, before), linearCka(same)]).toEqual([0, 0, 1])
})

test('CKA does not see a turn and a scale, the distances do', () => {
  // A quarter turn in the first two numbers, twice as long.
  const turned = states(
    golden.before.map((value, k) => {
      const place = k % golden.width
      return 2 * (place === 0 ? -golden.before[k + 1]! : place === 1 ? golden.before[k - 1]! : value)
    }),
  )
  const moved = gramOf(before, turned)
  expect(linearCka(moved)).toBeCloseTo(1, 6)
  expect(cosineDistance(moved)).toBeGreaterThan(0.1)
  expect(relativeL2(before, turned)).toBeGreaterThan(1)
})

test('where all rows are alike there is nothing to lose', () => {
  const alike = states(Array.from({ length: 8 }, () => [0.1, -0.7, 0.3]).flat(), 3)
  const moved = states(Array.from({ length: 8 }, () => [0.2, 0.9, 0.3]).flat(), 3)
  expect(linearCka(gramOf(alike, moved))).toBe(1)
  expect(areAlike(gramOf(alike, alike))).toBe(true)
  expect(areAlike(gramOf(alike, moved))).toBe(false)
})

test('separation leaves out rows without a class and those alone in theirs', () => {
  const line = states([0, 1, 10, 11, 5, 100], 1)
  expect(separation(line, [0, 0, 1, 1, null, 2])).toBe(1)
  expect(separation(line, [0, 1, 0, 1, null, 2])).toBe(0)
  expect(separation(line, [0, 0, 0, 0, null, 2])).toBeNull()
})

test('UMAP keeps groups together and is the same each time', () => {
  const rng = random(1, 'groups')
  const groups = Array.from({ length: 60 }, (_, i) => [
    (i % 2) * 20 + rng.normal(),
    rng.normal(),
    rng.normal(),
  ]).flat()
  const half = states(groups, 3)
  const both = gramOf(half, half)
  const points = umapMap(both, random(0, 'umap'))
  expect(umapMap(both, random(0, 'umap'))).toEqual(points)
  expect(umapMap(both, random(1, 'umap'))).not.toEqual(points)
  const flat = states(points.flat(), 2)
  expect(
    separation(
      flat,
      points.map((_, i) => i % 2),
    ),
  ).toBe(1)
})
