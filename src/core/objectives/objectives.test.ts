// The losses in the graph against their formulas, and what an output means.
import { expect, test } from 'vitest'
import { LabError } from '../../shared/labError.ts'
import { random } from '../../shared/random.ts'
import { createGraph } from '../graph/graph.ts'
import { Session, tensor, type Tensor } from '../runtime/session.ts'
import { softmax } from '../../shared/softmax.ts'
import { classify } from './classify.ts'
import type { RowTask } from './objective.ts'
import { regress } from './regress.ts'

const plain = { balance: false, classWeights: {}, labelSmoothing: 0 }

/** The loss of a batch that runs in the given pieces. */
async function loss(
  task: RowTask,
  rows: readonly number[][],
  targets: number[],
  pieces: number[][],
): Promise<number> {
  const g = createGraph({ training: true })
  g.output('loss', task.loss(g, g.input('logits', ['B', task.outputs])))
  const session = await Session.create(g, { device: 'cpu', threads: 1 })
  let sum = 0
  for (const piece of pieces) {
    const feeds: { [name: string]: Tensor } = {
      logits: tensor(Float32Array.from(piece.flatMap((i) => rows[i]!)), [piece.length, task.outputs]),
    }
    const given = task.feeds(
      piece.map((i) => targets[i]!),
      targets,
    )
    for (const [name, { data, shape }] of Object.entries(given)) feeds[name] = tensor(data, shape)
    sum += ((await session.run(feeds, { loss: null }))['loss']!.data as Float32Array)[0]!
  }
  await session.release()
  return sum
}

const logits = [
  [1, -0.5, 0.3],
  [0.2, 0.1, -1],
  [2, 0, 1],
]

test('cross-entropy is the mean of -log p, in one piece or several', async () => {
  const task = classify.for(plain, ['a', 'b', 'c'], [])
  const expected =
    [0, 2, 1].reduce((s, y, i) => s - Math.log(softmax(Float32Array.from(logits[i]!))[y]!), 0) / 3
  expect(await loss(task, logits, [0, 2, 1], [[0, 1, 2]])).toBeCloseTo(expected, 6)
  expect(await loss(task, logits, [0, 2, 1], [[2], [0, 1]])).toBeCloseTo(expected, 6)
  expect(
    task.score([0, 2, 1].map((target, i) => ({ logits: Float32Array.from(logits[i]!), target }))).loss,
  ).toBeCloseTo(expected, 6)
})

test('class weights with label smoothing are what PyTorch defines', async () => {
  const options = { balance: false, classWeights: { b: 2, c: 0.5 }, labelSmoothing: 0.1 }
  const task = classify.for(options, ['a', 'b', 'c'], [])
  // sum_i ((1 - e) w_yi (-log p_iyi) + e / C sum_c w_c (-log p_ic)) / sum_i w_yi, in NumPy
  const expected = numpyLoss(logits, [0, 2, 1], [1, 2, 0.5], 0.1)
  expect(await loss(task, logits, [0, 2, 1], [[0, 1, 2]])).toBeCloseTo(expected, 6)
  expect(await loss(task, logits, [0, 2, 1], [[1], [0], [2]])).toBeCloseTo(expected, 6)
})

function numpyLoss(rows: number[][], targets: number[], weights: number[], smoothing: number): number {
  let [sum, total] = [0, 0]
  rows.forEach((row, i) => {
    const minus = softmax(Float32Array.from(row)).map((p) => -Math.log(p))
    const y = targets[i]!
    sum += (1 - smoothing) * weights[y]! * minus[y]!
    sum += (smoothing / row.length) * minus.reduce((s, m, c) => s + weights[c]! * m, 0)
    total += weights[y]!
  })
  return sum / total
}

test('balancing weighs each class by n / (C n_c), on top of given weights', async () => {
  const task = classify.for({ ...plain, balance: true, classWeights: { a: 3 } }, ['a', 'b', 'c'], [8, 2, 0])
  // a: 3 * 10 / (3 * 8), b: 10 / (3 * 2), c never occurs
  expect(await loss(task, logits, [0, 1, 0], [[0, 1, 2]])).toBeCloseTo(
    numpyLoss(logits, [0, 1, 0], [1.25, 10 / 6, 1], 0),
    6,
  )
})

test('a batch of classes that weigh nothing has no loss', async () => {
  const task = classify.for({ ...plain, classWeights: { a: 0 } }, ['a', 'b', 'c'], [])
  expect(await loss(task, logits, [0, 0, 0], [[0, 1, 2]])).toBe(0)
})

test('class weights for an unknown class are refused', () => {
  const build = (): RowTask => classify.for({ ...plain, classWeights: { d: 1 } }, ['a', 'b', 'c'], [])
  expect(build).toThrow(LabError)
  expect(build).toThrow(/name a class "d", which the dataset does not have. Its classes are a, b, c\./)
})

for (const classes of [2, 1000])
  test(`${classes} classes`, async () => {
    const labels = Array.from({ length: classes }, (_, i) => `class ${i}`)
    const task = classify.for(plain, labels, [])
    const rng = random(4, classes)
    const rows = Array.from({ length: 6 }, () => Array.from({ length: classes }, () => rng.normal()))
    const targets = rows.map(() => rng.integer(classes))
    expect(await loss(task, rows, targets, [[0, 1, 2, 3, 4, 5]])).toBeCloseTo(
      numpyLoss(rows, targets, new Array<number>(classes).fill(1), 0),
      5,
    )
    expect(task.target(`class ${classes - 1}`)).toBe(classes - 1)
    expect(task.target('something else')).toBeNaN()
    const { predicted, probabilities, value } = task.predict(Float32Array.from(rows[0]!))
    const best = rows[0]!.indexOf(Math.max(...rows[0]!))
    expect(predicted).toBe(`class ${best}`)
    expect(probabilities.reduce((s, p) => s + p.probability, 0)).toBeCloseTo(1, 12)
    expect(probabilities[best]).toEqual({
      label: predicted,
      probability: Math.max(...probabilities.map((p) => p.probability)),
    })
    expect(value).toBeNull()
  })

test('scores of a classification', () => {
  const task = classify.for(plain, ['a', 'b', 'c'], [])
  const scores = task.score([0, 2, 0].map((target, i) => ({ logits: Float32Array.from(logits[i]!), target })))
  expect(scores).toMatchObject({
    examples: 3,
    accuracy: 2 / 3,
    confusion: [
      [2, 0, 0],
      [0, 0, 0],
      [1, 0, 0],
    ],
  })
  expect(scores.perClass?.map((c) => [c.label, c.recall])).toEqual([
    ['a', 1],
    ['b', 0],
    ['c', 0],
  ])
})

test('regression: mean squared error, and the number as the prediction', async () => {
  const task = regress.for({}, [], [])
  const rows = [[0.5], [2], [-1]]
  const targets = [1, 1.5, -1].map(String).map(task.target)
  const expected = (0.25 + 0.25 + 0) / 3
  expect(await loss(task, rows, targets, [[0, 1, 2]])).toBeCloseTo(expected, 7)
  expect(await loss(task, rows, targets, [[0], [1, 2]])).toBeCloseTo(expected, 7)
  expect(
    task.score(rows.map((r, i) => ({ logits: Float32Array.from(r), target: targets[i]! }))),
  ).toMatchObject({
    loss: expected,
    spearman: 1,
  })
  expect(task.target(' ')).toBeNaN()
  expect(task.predict(Float32Array.of(1.23456789))).toMatchObject({ predicted: '1.235', probabilities: [] })
})
