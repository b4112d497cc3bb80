// How many weights each method trains of BERT-base, counted from its config alone, beside what the lecture says of their sizes.
import { expect, test } from 'vitest'
import { applyTuning } from '../catalog/tunings.ts'
import { parameterShare } from '../../shared/format.ts'
import { elements } from '../graph/value.ts'
import { modelFrom } from '../models/open.ts'
import { classify } from '../objectives/classify.ts'
import { encoderParameters, isOfHead, still, trainingGraph } from '../training/graphs.ts'
import { tunings } from './index.ts'

const bertBase = modelFrom(
  {
    model_type: 'bert',
    vocab_size: 30_522,
    hidden_size: 768,
    num_hidden_layers: 12,
    num_attention_heads: 12,
    intermediate_size: 3072,
    max_position_embeddings: 512,
    type_vocab_size: 2,
  },
  'config.json',
)
const task = classify.for({ balance: false, classWeights: {}, labelSmoothing: 0 }, ['no', 'yes'], [])
const known = new Set([
  ...encoderParameters(bertBase).keys(),
  'bert.pooler.dense.weight',
  'bert.pooler.dense.bias',
])

interface Size {
  /** Trained weights of the method itself, and of the head. Checkpoints of BERT have a pooler, so that is none of them. */
  readonly own: number
  readonly head: number
  readonly total: number
}

/** Of a method with its default options, or of two. */
function sizeOf(first: string, second?: string): Size {
  const [tuning, and] = [first, second].map((id) => ({ id: id ?? '', options: defaultsOf(id) }))
  const choice = second === undefined ? tuning! : { ...tuning!, and: and! }
  const { graph, trained } = trainingGraph(bertBase, applyTuning(choice, bertBase), task, still, isNew)
  const size = (some: Iterable<(typeof trained)[number]>): number =>
    [...some].reduce((sum, { shape }) => sum + elements(shape), 0)
  const [head, own] = [true, false].map((is) =>
    size(trained.filter(({ value }) => isOfHead(bertBase, value.name) === is)),
  )
  return { own: own!, head: head!, total: size(graph.parameters.values()) }
}

const isNew = (name: string): boolean => !known.has(name)
const defaultsOf = (id: string | undefined): Record<string, unknown> =>
  (tunings.find((one) => one.id === id)?.schema.parse({}) ?? {}) as Record<string, unknown>

const width = 768
const layers = 12
const head = 2 * width + 2

test.each([
  // Every weight but the head's; with it the 109,483,778 of transformers' BertForSequenceClassification.
  ['full', 109_483_778 - head],
  ['head', 0],
  // Of each layer: four linear layers and two normalisations of attention's width, and the feed-forward part's
  // two; then those of the embeddings' normalisation and of the pooler.
  ['bitfit', layers * (4 * width + 2 * width + 3072 + width) + 2 * width],
  // A and B of rank 8 beside query and value; the number that peft prints.
  ['lora', 294_912],
  // Down to a sixteenth and up again, with biases.
  ['adapter', layers * (2 * width * 48 + 48 + width)],
  // Keys, values, and the inputs of the two output layers; the number that peft prints.
  ['ia3', 64_512],
  // 20 keys and values in every layer.
  ['prefix', 20 * 2 * layers * width],
  ['pTuningV2', 20 * 2 * layers * width],
  // 20 embeddings.
  ['softPrompt', 20 * width],
])('%s trains %d weights of BERT-base, beside the head', (id, own) => {
  const size = sizeOf(id)
  expect(size).toMatchObject({ own, head })
  expect(size.total).toBe(109_483_778 + (['full', 'head', 'bitfit'].includes(id) ? 0 : own))
})

test('two methods in one run train the weights of both, and one head', () => {
  expect(sizeOf('adapter', 'lora')).toMatchObject({
    own: sizeOf('adapter').own + sizeOf('lora').own,
    head,
  })
})

test.each(['beside the head', 'with the head'])('the lecture’s order of sizes holds, %s', (counted) => {
  const share = (id: string): number => {
    const { own, head: last, total } = sizeOf(id)
    return (100 * (counted === 'with the head' ? own + last : own)) / total
  }
  expect(share('adapter')).toBeLessThan(5)
  for (const id of ['lora', 'prefix']) {
    expect(share(id)).toBeGreaterThan(0.1)
    expect(share(id)).toBeLessThan(1)
  }
  expect(share('softPrompt')).toBeLessThan(0.05)
  const order = ['head', 'softPrompt', 'lora', 'prefix', 'adapter', 'full'].map(share)
  expect(order).toEqual(order.toSorted((a, b) => a - b))
})

test('the cards’ own figures hold, too', () => {
  const share = (id: string): string => {
    const { own, total } = sizeOf(id)
    return parameterShare(own, total)
  }
  expect(Object.fromEntries(tunings.map(({ id }) => [id, share(id)]))).toEqual({
    full: '100.0 %',
    adapter: '0.81 %',
    prefix: '0.34 %',
    pTuningV2: '0.34 %',
    lora: '0.27 %',
    bitfit: '0.094 %',
    ia3: '0.059 %',
    softPrompt: '0.014 %',
    head: '0 %',
    none: '0 %',
  })
})
