// Sorting, searching and starring of runs.
import { expect, test } from 'vitest'
import type { RunInfo } from '../../../shared/runInfo.ts'
import { runSpec } from '../../../shared/run.ts'
import { bestRuns, searchRuns, sortingAfter, sortRuns } from './runsTable.ts'

interface Given {
  readonly name?: string
  readonly data?: string
  readonly score?: number
  readonly series?: string
}

function run(
  number: number,
  { name = '', data = 'mail', score, series = 'dev/accuracy' }: Given = {},
): RunInfo {
  const result = {
    scores: {},
    best: score === undefined ? null : { series, value: score, step: 1 },
    steps: 1,
    trainableParameters: 10 * number,
    totalParameters: 1000,
    tokensPerSecond: 1,
    seconds: number,
    peakMemoryBytes: 1,
    device: 'cpu',
  }
  return {
    id: `r${number}`,
    number,
    name,
    state: 'done',
    created: `2026-01-0${number}T00:00:00.000Z`,
    started: null,
    ended: null,
    spec: runSpec.parse({ dataset: data, model: 'm' }),
    datasetName: data,
    datasetHash: data,
    modelTitle: 'Starter',
    trainableParameters: null,
    totalParameters: null,
    progress: null,
    result: score === undefined ? null : result,
    error: null,
    note: '',
    rung: null,
    recipe: null,
    canContinue: true,
  }
}

const ids = (runs: readonly RunInfo[]): string => runs.map(({ id }) => id).join(' ')

test('runs without a score come last in both directions', () => {
  const runs = [run(1), run(2, { score: 0.5 }), run(3, { score: 0.9 }), run(4)]
  expect(ids(sortRuns(runs, { by: 'score', direction: 'down' }))).toBe('r3 r2 r4 r1')
  expect(ids(sortRuns(runs, { by: 'score', direction: 'up' }))).toBe('r2 r3 r4 r1')
  expect(ids(sortRuns(runs, { by: 'created', direction: 'up' }))).toBe('r1 r2 r3 r4')
})

test('the first click brings the highest score and the shortest time, the second turns it round', () => {
  const byScore = sortingAfter({ by: 'number', direction: 'down' }, 'score')
  expect(byScore).toEqual({ by: 'score', direction: 'down' })
  expect(sortingAfter(byScore, 'score')).toEqual({ by: 'score', direction: 'up' })
  expect(sortingAfter(byScore, 'time')).toEqual({ by: 'time', direction: 'up' })
})

test('every word of the search is found somewhere in the run', () => {
  const runs = [run(1, { name: 'First try' }), run(2, { name: 'second try', data: 'reviews' })]
  const title = ({ spec }: RunInfo): string => (spec.tuning.id === 'lora' ? 'LoRA' : spec.tuning.id)
  expect(ids(searchRuns(runs, ' try  LORA', title))).toBe('r1 r2')
  expect(ids(searchRuns(runs, 'reviews try', title))).toBe('r2')
  expect(ids(searchRuns(runs, 'head', title))).toBe('')
  expect(ids(searchRuns(runs, '  ', title))).toBe('r1 r2')
})

test('one star per dataset and metric; where lower is better the lowest, of equals the older', () => {
  const runs = [
    run(5, { score: 0.9 }),
    run(1, { score: 0.9 }),
    run(2, { score: 0.8 }),
    run(3, { data: 'other', score: 1.5, series: 'dev/loss' }),
    run(4, { data: 'other', score: 0.5, series: 'dev/loss' }),
  ]
  expect([...bestRuns(runs)].toSorted()).toEqual(['r1', 'r4'])
})
