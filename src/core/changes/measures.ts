// How far the states of the same rows moved, and how well classes lie apart in them.

import { areAlike, block, centred, rowOf, type Gram, type States } from './gram.ts'

/** The mean over the rows of 1 - x.y / (|x| |y|): 0 where no direction changed, 1 where all turned by a right angle. */
export function cosineDistance(gram: Gram): number {
  const n = gram.length / 2
  let sum = 0
  for (let i = 0; i < n; i++) sum += 1 - ratio(gram[i]![n + i]!, gram[i]![i]!, gram[n + i]![n + i]!)
  return Math.max(0, sum / n)
}

/** |Y - X| / |X| with Frobenius norms: how long the differences are, as a share of how long the states were. */
export function relativeL2(before: States, after: States): number {
  let difference = 0
  let length = 0
  before.data.forEach((x, k) => {
    difference += (after.data[k]! - x) ** 2
    length += x * x
  })
  return length === 0 ? 0 : Math.sqrt(difference / length)
}

/**
 * Linear CKA = |Y^T X|^2 / (|X^T X| |Y^T Y|) with centred columns and Frobenius norms: 1 where both hold the same geometry,
 * turned and scaled as they like; 0 where they have nothing in common. By inner products it is <K, L> / (|K| |L|) with
 * K = X X^T and L = Y Y^T. 1 where on both sides all rows are alike.
 * Source: Kornblith, Norouzi, Lee and Hinton (2019), "Similarity of Neural Network Representations Revisited", equation 5.
 */
export function linearCka(gram: Gram): number {
  const n = gram.length / 2
  const sides = [block(gram, 0, n), block(gram, n, 2 * n)] as const
  if (sides.every(areAlike)) return 1
  const [k, l] = [centred(sides[0]), centred(sides[1])]
  const inner = (a: Gram, b: Gram): number =>
    a.reduce((sum, row, i) => sum + row.reduce((s, value, j) => s + value * b[i]![j]!, 0), 0)
  return ratio(inner(k, l), inner(k, k), inner(l, l))
}

/** product / sqrt(a b), exactly 1 where all three are the same; 0 where one of them is nothing. */
const ratio = (product: number, a: number, b: number): number =>
  a > 0 && b > 0 ? product / Math.sqrt(a * b) : 0

/**
 * Leave-one-out accuracy of the nearest centroid: the share of rows that lie nearer to the mean of their own class, taken
 * without them, than to that of any other class. `classes` holds each row's class or null; rows without one, and those
 * alone in theirs, are not asked. Null where fewer than two classes have two rows.
 */
export function separation(states: States, classes: readonly (number | null)[]): number | null {
  const members = new Map<number, number[]>()
  classes.forEach((label, i) => {
    if (label !== null) members.set(label, [...(members.get(label) ?? []), i])
  })
  const groups = [...members.values()].filter((rows) => rows.length > 1)
  if (groups.length < 2) return null
  const sums = groups.map((rows) => {
    const sum = new Float64Array(states.width)
    for (const i of rows) rowOf(states, i).forEach((value, k) => (sum[k]! += value))
    return sum
  })
  /** |x - centroid|^2, with the row itself taken out of its own class. */
  const distance = (x: Float32Array, group: number, own: boolean): number => {
    const [sum, size] = [sums[group]!, groups[group]!.length]
    let squares = 0
    for (let k = 0; k < x.length; k++) {
      const centre = own ? (sum[k]! - x[k]!) / (size - 1) : sum[k]! / size
      squares += (x[k]! - centre) ** 2
    }
    return squares
  }
  let [right, asked] = [0, 0]
  groups.forEach((rows, group) => {
    for (const i of rows) {
      const x = rowOf(states, i)
      const own = distance(x, group, true)
      if (groups.every((_, other) => other === group || distance(x, other, false) > own)) right++
      asked++
    }
  })
  return right / asked
}
