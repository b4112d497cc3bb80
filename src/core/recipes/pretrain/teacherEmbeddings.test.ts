import { expect, test } from 'vitest'
import type { Teacher } from '../../objectives/teacher.ts'
import { teacherEmbeddings } from './teacherEmbeddings.ts'

// A teacher to whom tokens 5 to 8 are the corners of a square, and 9 the first corner again; it knows no others.
const corners = [
  [1, 1, 0],
  [1, -1, 0],
  [-1, -1, 0],
  [-1, 1, 0],
]
const teacher: Teacher = {
  width: 3,
  read: async (rows) => {
    const states = rows.flatMap(({ ids }) =>
      [...Array.from(ids)].flatMap((id) => corners[id === 9 ? 0 : id - 5] ?? [0, 0, 0]),
    )
    const weights = rows.flatMap(({ ids }) => Array.from(ids, (id) => (id >= 5 ? 1 : 0)))
    return { states: Float32Array.from(states), weights: Float32Array.from(weights) }
  },
}
const [size, hidden] = [10, 2]

test('first embeddings keep the angles of the teacher’s view of single words', async () => {
  const embeddings = await teacherEmbeddings(teacher, size, hidden, 1, 0.1)
  const row = (id: number): Float32Array => embeddings.subarray(id * hidden, (id + 1) * hidden)
  const cosine = (a: number, b: number): number =>
    row(a).reduce((sum, x, k) => sum + x * row(b)[k]!, 0) / Math.hypot(...row(a)) / Math.hypot(...row(b))
  // Less their mean, which the first corner's second token pulls aside a little.
  expect(cosine(5, 9)).toBeCloseTo(1, 4)
  expect(cosine(5, 7)).toBeLessThan(-0.9)
  expect(Math.abs(cosine(5, 6))).toBeLessThan(0.5)
})

test('every row has the same length; tokens that the teacher does not know are random', async () => {
  const embeddings = await teacherEmbeddings(teacher, size, hidden, 1, 0.1)
  for (let id = 0; id < size; id++)
    expect(Math.hypot(...embeddings.subarray(id * hidden, (id + 1) * hidden))).toBeCloseTo(
      0.1 * Math.sqrt(hidden),
      5,
    )
  expect(await teacherEmbeddings(teacher, size, hidden, 1, 0.1)).toEqual(embeddings)
  const other = await teacherEmbeddings(teacher, size, hidden, 2, 0.1)
  expect(other.subarray(0, 10)).not.toEqual(embeddings.subarray(0, 10))
  expect(other.subarray(10)).toEqual(embeddings.subarray(10))
})
