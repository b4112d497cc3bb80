import { expect, test } from 'vitest'
import { random } from '../../../shared/random.ts'
import { bestCombinations, type CandidateScores, type Combination } from './combinations.ts'

/** Scores of `size` candidates of each class, and what each row's class is. */
function drawn(classes: number, size: number, rows: number, seed: number) {
  const rng = random(seed)
  const targets = Array.from({ length: rows }, (_, row) => row % classes)
  const words = Array.from({ length: 2 * size }, (_, word) =>
    Float32Array.from(
      { length: rows },
      (_, row) => rng.normal() + (word % classes === targets[row] ? 0.7 : 0),
    ),
  )
  const ids = Array.from({ length: classes }, () => rng.shuffle([...words.keys()]).slice(0, size))
  const scores: CandidateScores = ids.map((own) => own.map((id) => words[id]!))
  return { scores, ids, targets }
}

/** The same in the plainest way: every choice, one after another. */
function plainly({ scores, ids, targets }: ReturnType<typeof drawn>): Combination[] {
  const choices = scores.reduce<number[][]>(
    (all, own) => all.flatMap((before) => [...own.keys()].map((k) => [...before, k])),
    [[]],
  )
  return choices
    .filter((choice) => new Set(choice.map((k, c) => ids[c]![k]!)).size === choice.length)
    .map((choice) => {
      const own = (row: number, c: number): number => scores[c]![choice[c]!]![row]!
      const right = targets.filter((target, row) =>
        choice.every((_, c) => c === target || own(row, c) < own(row, target)),
      ).length
      const likelihood = targets.reduce((sum, target, row) => sum + own(row, target), 0) / targets.length
      return { choice, right, likelihood }
    })
    .sort((a, b) => b.right - a.right || b.likelihood - a.likelihood)
}

test.each([
  [2, 12, 20],
  [3, 7, 30],
  [4, 4, 25],
])('%d classes with %d candidates: the best of all combinations', (classes, size, rows) => {
  const given = drawn(classes, size, rows, classes)
  const found = bestCombinations(given.scores, given.ids, given.targets, 5)
  const expected = plainly(given).slice(0, 5)
  expect(found.map(({ choice }) => choice)).toEqual(expected.map(({ choice }) => choice))
  found.forEach(({ right, likelihood }, i) => {
    expect(right).toBe(expected[i]!.right)
    expect(likelihood).toBeCloseTo(expected[i]!.likelihood, 4)
  })
})

test('of too many combinations those are looked at that can be, and no word stands for two classes', () => {
  const given = drawn(10, 40, 100, 1)
  const found = bestCombinations(given.scores, given.ids, given.targets, 3)
  expect(found).toHaveLength(3)
  for (const { choice } of found)
    expect(new Set(choice.map((k, c) => given.ids[c]![k]!)).size, 'different words').toBe(10)
  // The words that were made for each class lie among the candidates of most; chance would give a tenth.
  expect(found[0]!.right).toBeGreaterThan(30)
})
