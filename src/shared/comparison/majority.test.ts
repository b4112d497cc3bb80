// What always the same answer scores, against the scores that the objective itself gives to such answers.
import { expect, test } from 'vitest'
import { classify } from '../../core/objectives/classify.ts'
import type { LadderDetails } from '../ladder.ts'
import { majorityOf } from './majority.ts'

const labels = ['bad', 'fair', 'good']
const task = classify.for(classify.schema.parse({}), labels, [])
const scoresOf = (truth: readonly number[], answer: number) =>
  task.score(
    truth.map((target) => ({
      target,
      logits: Float32Array.from(labels, (_, c) => (c === answer ? 5 : 0)),
    })),
  )

const ladder = (majority: readonly string[], elsewhere: readonly string[] = []) =>
  ({
    majority,
    spec: { elsewhere: elsewhere.map((dataset) => ({ dataset })) },
    runs: [
      ...[1, 2].flatMap((seed) =>
        // Whatever the methods answer, the line comes from the rows alone.
        [0, 1].map((method) => ({
          method,
          size: 'all',
          seed,
          result: { scores: { test: scoresOf(rows[seed]!, method) } },
          outOfDomain: elsewhere.map((dataset) => ({ dataset, scores: scoresOf([0, 2, 2, 2], 1) })),
        })),
      ),
      { method: 0, size: 16, seed: 1, result: null, outOfDomain: [] },
    ],
  }) as unknown as LadderDetails

const rows: Readonly<Record<number, readonly number[]>> = { 1: [0, 0, 0, 2], 2: [0, 0, 1, 2] }

test.each(['accuracy', 'macroF1', 'matthews'] as const)('%s is that of such answers', (metric) => {
  const [line, ...others] = majorityOf(ladder(['bad']), metric)
  expect(others).toEqual([])
  expect(line).toMatchObject({ size: 'all', title: 'Always “bad”' })
  expect(line!.score.values).toEqual(
    [1, 2].map((seed) => ({ seed, value: expect.closeTo(scoresOf(rows[seed]!, 0)[metric]!, 12) })),
  )
})

test('classes that are as frequent count alike, and other datasets have the line as well', () => {
  const [line] = majorityOf(ladder(['bad', 'good'], ['d2']), 'accuracy')
  expect(line!.title).toBe('Always the same class')
  expect(line!.score.values.map(({ value }) => value)).toEqual([(0.75 + 0.25) / 2, (0.5 + 0.25) / 2])
  expect(line!.elsewhere[0]!.score.mean).toBe((0.25 + 0.75) / 2)
})

test('numbers have no such line', () => {
  expect(majorityOf(ladder([]), 'spearman')).toEqual([])
  expect(majorityOf(ladder(['bad']), 'loss')).toEqual([])
})
