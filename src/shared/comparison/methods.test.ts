// From a ladder's runs to trials, and how long the others will take.
import { expect, test } from 'vitest'
import type { LadderDetails, LadderRun } from '../ladder.ts'
import type { OutOfDomain, RunResult } from '../run.ts'
import { fullOf, methodCalled, methodsOf, metricOf, secondsLeft, trialsOf } from './methods.ts'

const result = (seconds: number, accuracy = 0.5): RunResult => ({
  scores: {
    dev: { loss: 1, examples: 4, accuracy: 0.1 },
    test: { loss: 1, examples: 4, accuracy, macroF1: 0.4 },
  },
  best: { series: 'dev/accuracy', value: 0.1, step: 1 },
  steps: 1,
  trainableParameters: 10,
  totalParameters: 100,
  tokensPerSecond: 1,
  seconds,
  peakMemoryBytes: 7,
  speed: { millisecondsPerText: 3, textsPerSecond: 1 },
  keptBytes: 40,
  device: 'cpu',
})

function run(method: number, seed: number, given: Partial<LadderRun> = {}): LadderRun {
  return {
    method,
    size: 'all',
    seed,
    run: 'r1',
    state: 'done',
    error: null,
    note: '',
    result: null,
    outOfDomain: [],
    ...given,
  }
}

const elsewhere: OutOfDomain = {
  dataset: 'shops',
  datasetName: 'Shops',
  split: 'test',
  mapping: {},
  leftOut: [],
  scores: { loss: 2, examples: 3, accuracy: 0.3 },
  at: '',
}

test('finished runs become trials, judged by their test rows and the metric that chose their weights', () => {
  const runs = [
    run(0, 13, { result: result(5, 0.9), outOfDomain: [elsewhere] }),
    run(1, 13, { state: 'queued' }),
  ]
  expect(metricOf(runs)).toBe('accuracy')
  const spec = { elsewhere: [{ dataset: 'shops' }, { dataset: 'letters' }] }
  expect(trialsOf({ runs, spec } as unknown as LadderDetails)).toEqual([
    {
      method: '0',
      size: 'all',
      seed: 13,
      score: 0.9,
      elsewhere: [0.3, null],
      trainable: 10,
      total: 100,
      diskBytes: 40,
      seconds: 5,
      memoryBytes: 7,
      milliseconds: 3,
    },
  ])
})

test('the runs that wait take as long as those like them', () => {
  const waits = { state: 'queued' as const }
  const runs = [
    run(0, 13, { result: result(10) }),
    run(1, 13, { result: result(30) }),
    run(0, 14, { state: 'running' }),
    run(1, 14, waits),
    run(2, 14, { ...waits, size: 16 }),
    run(2, 15, { state: 'failed' }),
  ]
  // 4 s that the one at work says, 30 s like its own method, 20 s as all on average.
  expect(secondsLeft(runs, 4, 1)).toBe(54)
  expect(secondsLeft(runs, null, 2)).toBe(30)
  expect(secondsLeft([run(0, 13, waits)], null, 1)).toBeNull()
})

test('methods keep their place, are called by name or tuning, and full fine-tuning is known among them', () => {
  const objective = { id: 'classify', options: {} }
  const spec = {
    methods: [
      { name: 'LoRA', objective, tuning: { id: 'lora' } },
      { name: 'All', objective, tuning: { id: 'full' } },
      { name: 'LoRA, slow', objective, tuning: { id: 'lora' } },
      { name: 'Both', objective, tuning: { id: 'adapter', and: { id: 'lora' } } },
      { name: 'Prompt', objective: { id: 'cloze', options: {} }, tuning: { id: 'full' } },
    ],
  }
  const ladder = spec as unknown as LadderDetails['spec']
  expect(methodsOf(ladder).slice(0, 2)).toEqual([
    { key: '0', title: 'LoRA', number: 1 },
    { key: '1', title: 'All', number: 2 },
  ])
  expect(
    ['lora', 'all', 'full', 'prompt:full', 'adapter+lora'].map((name) => methodCalled(ladder, name)),
  ).toEqual(['0', '1', '1', '4', '3'])
  expect(() => methodCalled(ladder, 'head')).toThrow(
    'No method of this comparison is called "head". Its methods are "LoRA", "All", "LoRA, slow", "Both", "Prompt".',
  )
  expect(() =>
    methodCalled({ ...ladder, methods: ladder.methods.slice(2).concat(ladder.methods[2]!) }, 'lora'),
  ).toThrow(/^More than one method/)
  expect(fullOf(ladder)).toBe('1')
  expect(fullOf({ ...ladder, methods: [] })).toBeUndefined()
})
