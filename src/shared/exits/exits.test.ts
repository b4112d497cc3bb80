import { expect, test } from 'vitest'
import { random } from '../random.ts'
import { binomialBelow, guaranteed, rowsNeeded } from './guarantee.ts'
import { inOrderOfLeaving, leaversByClass } from './leavers.ts'
import { exitLayers, rightOf, type LayeredRow } from './measures.ts'
import { accuracyOf, boldestWith, correlationOf, operatingPoint, thresholds } from './operatingPoints.ts'
import {
  agreementOf,
  exitLayer,
  exitRules,
  normalizedEntropy,
  type ExitRule,
  type LayerAnswer,
} from './rules.ts'
import { ruleOfWords, ruleWords } from './ruleWords.ts'

const sure = (label: number, by: number): LayerAnswer => ({
  logits: label === 0 ? [by, 0] : [0, by],
  doubt: -by,
})

test('each rule lets a text go where its own measure says so', () => {
  const answers = [sure(0, 0.1), sure(0, 1), sure(0, 4), sure(0, 9)]
  expect(exitLayer({ rule: 'entropy', threshold: 0.5 }, answers)).toBe(2)
  expect(exitLayer({ rule: 'entropy', threshold: 0 }, answers)).toBe(3)
  expect(exitLayer({ rule: 'probability', threshold: 0.7 }, answers)).toBe(1)
  expect(exitLayer({ rule: 'certainty', threshold: 0.3 }, answers)).toBe(1)
  expect(exitLayer({ rule: 'patience', threshold: 2 }, answers)).toBe(2)
  // One that changes its mind begins to count anew.
  expect(
    exitLayer({ rule: 'patience', threshold: 2 }, [sure(0, 1), sure(1, 1), sure(1, 1), sure(1, 1)]),
  ).toBe(3)
  // Each layer may have a threshold of its own; the last layer never asks.
  expect(exitLayer({ rule: 'probability', threshold: [1, 1, 0.9] }, answers)).toBe(2)
  expect(exitLayer({ rule: 'probability', threshold: 2 }, answers)).toBe(3)
})

test('numbers leave by patience and certainty, and without a learned doubt nobody is certain', () => {
  const numbers = [1, 3, 3.2, 3.3, 3.3].map((x) => ({ logits: [x] }))
  expect(exitLayer({ rule: 'patience', threshold: 2 }, numbers)).toBe(3)
  expect(exitLayer({ rule: 'patience', threshold: 1 }, numbers, 0.1)).toBe(3)
  expect(exitLayer({ rule: 'certainty', threshold: 1 }, numbers)).toBe(4)
  // Of scores from 0 to 1 a tenth is near, not half a point.
  const shares = { answers: [0.2, 0.5, 0.55, 0.6].map((x) => ({ logits: [x] })), target: 0.6 }
  const patient: ExitRule = { rule: 'patience', threshold: 1 }
  expect(exitLayers(patient, [{ ...shares, agreement: agreementOf({ least: 0, most: 1 }) }])).toEqual([2])
  expect(exitLayers(patient, [shares])).toEqual([1])
})

test('entropy is a share of the most there can be', () => {
  expect(normalizedEntropy([2, 2, 2])).toBeCloseTo(1, 12)
  expect(normalizedEntropy([50, 0, 0])).toBeCloseTo(0, 12)
})

/** Rows of four layers: hard ones are known by the last layer alone. */
function rows(count: number, hard: number, seed = 1): LayeredRow[] {
  const rng = random(seed, 'rows')
  return Array.from({ length: count }, (_, i) => {
    const target = rng.integer(2)
    const isHard = i < hard * count
    const answers = [0, 1, 2, 3].map((l) =>
      l === 3
        ? sure(target, 5)
        : sure(isHard ? 1 - target : target, isHard ? 0.2 + 0.1 * l : 1 + l + rng.uniform()),
    )
    return { answers, target }
  })
}

test('bolder thresholds save more layers, from none to all but the first', () => {
  const data = rows(100, 0.2)
  for (const rule of exitRules) {
    const points = thresholds(rule, data).map((threshold) =>
      operatingPoint({ rule, threshold }, data, accuracyOf),
    )
    expect(points[0]!.saved).toBe(0)
    expect(points[0]!.score).toBe(1)
    points.slice(1).forEach((point, i) => expect(point.saved).toBeGreaterThanOrEqual(points[i]!.saved))
    // Patience must see a layer agree first.
    expect(points.at(-1)!.meanLayers).toBe(rule === 'patience' ? 2 : 1)
    expect(points.at(-1)!.score).toBeCloseTo(0.8, 12)
  }
  const half = operatingPoint({ rule: 'entropy', threshold: 0.9 }, data, accuracyOf)
  expect(half.score).toBe(1)
  expect(half.saved).toBeCloseTo(0.8 * 0.75, 12)
})

test('measures that were taken once let the same rows go as asking each anew', () => {
  const data = rows(60, 0.4)
  const asked: ExitRule[] = [
    ...exitRules.flatMap((rule) => thresholds(rule, data, 9).map((threshold) => ({ rule, threshold }))),
    { rule: 'probability', threshold: [0.99, 0.9, 0.6] },
    { rule: 'entropy', threshold: [0.1, 0.8] },
  ]
  for (const rule of asked)
    expect(exitLayers(rule, data)).toEqual(data.map(({ answers }) => exitLayer(rule, answers)))
})

test('thresholds can be written down, and say the same when they are read', () => {
  const data = rows(200, 0.3)
  for (const rule of exitRules)
    for (const threshold of thresholds(rule, data)) {
      expect(String(threshold).length).toBeLessThan(20)
      expect(ruleOfWords(ruleWords({ rule, threshold }))).toEqual({ rule, threshold })
    }
  expect(ruleWords({ rule: 'probability', threshold: [0.9, 0.8] })).toBe('probability=0.9/0.8')
  for (const words of ['', 'entropy', 'entropy=', 'entropy=x', 'luck=1', 'entropy=0.1/'])
    expect(ruleOfWords(words)).toBe(null)
})

test('of the points with enough of the full score the one that saves most is the boldest', () => {
  const data = rows(100, 0.2)
  const points = thresholds('entropy', data).map((threshold) =>
    operatingPoint({ rule: 'entropy', threshold }, data, accuracyOf),
  )
  const whole = boldestWith(1, points, 1)!
  expect(whole.score).toBe(1)
  expect(points.filter(({ score, saved }) => score === 1 && saved > whole.saved)).toEqual([])
  expect(boldestWith(0.8, points, 1)!.saved).toBeCloseTo(0.75, 12)
  expect(boldestWith(1, points.slice(0, 1), 1)).toBe(null)
})

test('numbers are judged by their correlation', () => {
  const data: LayeredRow[] = [1, 2, 3].map((x) => ({
    answers: [{ logits: [-x] }, { logits: [x] }],
    target: x,
  }))
  expect(operatingPoint({ rule: 'patience', threshold: 1 }, data, correlationOf).score).toBeCloseTo(1, 12)
  expect(correlationOf(data, [0, 0, 0])).toBeCloseTo(-1, 12)
})

test('rows leave by layer and class, the surest first', () => {
  const data: LayeredRow[] = [
    { answers: [sure(0, 1), sure(0, 9)], target: 0 },
    { answers: [sure(1, 4), sure(1, 9)], target: 1 },
    { answers: [sure(1, 5), sure(1, 9)], target: 0 },
  ]
  const left = exitLayers({ rule: 'probability', threshold: 0.95 }, data)
  expect(left).toEqual([1, 0, 0])
  expect(leaversByClass(left, data, 2)).toEqual([
    [1, 1],
    [1, 0],
  ])
  expect(leaversByClass(left, data, 0)).toEqual([[2], [1]])
  expect(inOrderOfLeaving(left, data).map(({ index, layer, answer }) => [index, layer, answer])).toEqual([
    [2, 0, 1],
    [1, 0, 1],
    [0, 1, 0],
  ])
})

test('a promise is kept on other rows, and few rows promise less', () => {
  const promise = { loss: 0.02, risk: 0.05 }
  const { rule, lost } = guaranteed('entropy', rows(1000, 0.2), promise)
  expect(lost).toBeLessThanOrEqual(20)
  const other = operatingPoint(rule!, rows(1000, 0.2, 9), accuracyOf)
  expect(other.score).toBeGreaterThanOrEqual(0.98)
  expect(other.saved).toBeGreaterThan(0.5)
  // With 100 rows not even no loss at all is proof of less than 2 %: 0.98^100 = 0.13.
  expect(guaranteed('entropy', rows(100, 0.2), promise).rule).toBe(null)
  // 0.98^148 = 0.0503 and 0.98^149 = 0.0493.
  expect(rowsNeeded(promise)).toBe(149)
  expect(guaranteed('entropy', rows(148, 0), promise).rule).toBe(null)
  expect(guaranteed('entropy', rows(149, 0), promise).rule).not.toBe(null)
})

test('of many draws of validation rows, no larger share than the risk breaks its promise', () => {
  const rng = random(7, 'coverage')
  // The harder a text, the later a layer has it right, and the less sure it is before.
  const draw = (count: number): LayeredRow[] =>
    Array.from({ length: count }, () => {
      const target = rng.integer(2)
      const hard = 5 * rng.uniform()
      const answers = [0, 1, 2, 3].map((l) => {
        const margin = 0.8 * (l - hard) + 2 * (rng.uniform() + rng.uniform() - 1) + 1.6
        return { logits: target === 0 ? [margin, 0] : [0, margin] }
      })
      return { answers, target }
    })
  const all = draw(10_000)
  const right = rightOf(all)
  const lost = (rule: ExitRule): number =>
    exitLayers(rule, all).filter((l, i) => right[4 * i + 3]! > right[4 * i + l]!).length / all.length
  const promise = { loss: 0.03, risk: 0.1 }
  const rules = Array.from({ length: 100 }, () => guaranteed('entropy', draw(400), promise).rule!)
  expect(rules.filter((rule) => lost(rule) > promise.loss).length).toBeLessThanOrEqual(10)
  // Nor is it kept by letting nobody leave.
  expect(rules.filter((rule) => operatingPoint(rule, all, accuracyOf).saved > 0.02).length).toBeGreaterThan(
    90,
  )
})

test('binomial sums are exact', () => {
  expect(binomialBelow(0, 100, 0.02)).toBeCloseTo(0.98 ** 100, 12)
  expect(binomialBelow(1, 3, 0.5)).toBeCloseTo(0.5, 12)
  expect(binomialBelow(3, 3, 0.5)).toBe(1)
  expect(binomialBelow(900, 2000, 0.5)).toBeCloseTo(4.2e-6, 6)
})
