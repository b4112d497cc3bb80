// A comparison as it is set up, and as the host takes it.
import { expect, test } from 'vitest'
import type { DatasetManifest } from '../../../shared/dataset.ts'
import { ladderSpec } from '../../../shared/ladder.ts'
import { firstDraft, specOf, withMethod } from './draft.ts'

const datasets = [
  { id: 'notes', task: 'unlabelled' },
  { id: 'films', task: 'classify' },
  { id: 'prices', task: 'regress' },
] as DatasetManifest[]
const models = [{ id: 'starter' }, { id: 'other' }]
const tunings = ['full', 'lora', 'ia3'].map((id) => ({ id }))
const first = (asked: { dataset: string | null; model: string | null }) =>
  firstDraft(datasets, models, tunings, asked)

test('it opens with labelled rows, a model and the lecture’s methods', () => {
  expect(first({ dataset: null, model: 'other' })).toMatchObject({
    dataset: 'films',
    model: 'other',
    methods: [{ id: 'full' }, { id: 'lora' }],
    sizes: [16, 'all'],
  })
  expect(first({ dataset: 'prices', model: null })).toMatchObject({ model: 'starter', sizes: ['all'] })
})

test('the host takes it: methods in their order, emptied fields back at their defaults', () => {
  const draft = {
    ...first({ dataset: 'films', model: null }),
    methods: withMethod(
      [{ id: 'lora', options: { rank: 4, alpha: null, learningRate: 1e-3 } }],
      'full',
      true,
    ),
    asked: ['mean:head', 'prompt:lora'],
    options: { seeds: 2, minimumSteps: null },
    training: { epochs: 2, batch: null, dropout: null },
    elsewhere: { dataset: 'shops', mapping: { pos: 'good', odd: null } },
  }
  const spec = specOf(draft, 'classify', ['full', 'lora'], ['dropout'])
  expect(ladderSpec.parse(spec)).toMatchObject({
    methods: [
      { tuning: { id: 'full' }, objective: { id: 'classify' } },
      { tuning: { id: 'lora', options: { rank: 4 } }, objective: { id: 'classify' }, learningRate: 1e-3 },
      { tuning: { id: 'lora' }, objective: { id: 'cloze' } },
      { tuning: { id: 'head' }, objective: { id: 'classify', options: { head: 'mean' } } },
    ],
    seeds: 2,
    minimumSteps: 200,
    sizes: [16, 'all'],
    elsewhere: [{ dataset: 'shops', mapping: { pos: 'good', odd: null } }],
    training: { epochs: 2, batch: 16, dropout: null },
  })
})

test('whoever comes with prompts compares them, before and after training', () => {
  const prompts = ['{text_a} It was {mask}.', 'Just {mask}! {text_a}'].map((template) => ({
    ...{ template, words: { bad: 'dull' }, range: null },
  }))
  const draft = firstDraft(datasets, models, tunings, { dataset: 'films', model: null, prompts })
  const { methods } = ladderSpec.parse(specOf(draft, 'classify', [], []))
  expect(methods.map(({ tuning, objective }) => [tuning.id, objective.options['template']])).toEqual([
    ['none', prompts[0]!.template],
    ['none', prompts[1]!.template],
    ['full', prompts[0]!.template],
    ['full', prompts[1]!.template],
  ])
  expect(new Set(methods.map(({ name }) => name)).size).toBe(4)
})

test('without a method or a size there is nothing to start', () => {
  const draft = first({ dataset: 'films', model: null })
  expect(specOf({ ...draft, methods: [] }, 'classify', [], [])).toBeNull()
  expect(specOf({ ...draft, sizes: [] }, 'classify', [], [])).toBeNull()
  expect(withMethod(draft.methods, 'lora', false).map(({ id }) => id)).toEqual(['full'])
})
