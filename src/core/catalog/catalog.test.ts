import { expect, test } from 'vitest'
import type { RunSpecInput } from '../../shared/run.ts'
import { catalog } from './catalog.ts'
import { resolveSpec } from './resolveSpec.ts'

const base: RunSpecInput = { dataset: 'd', model: 'm' }
const lora = (options: Record<string, unknown>): RunSpecInput => ({
  ...base,
  tuning: { id: 'lora', options },
})

test('every default is filled in, and the method gives its learning rate', () => {
  const spec = resolveSpec(base)
  expect(spec.tuning).toEqual({
    id: 'lora',
    options: { rank: 8, alpha: 16, dropout: 0.1, targets: [], rsLora: false, dora: false, rateRatio: 1 },
  })
  expect(spec.objective).toEqual({
    id: 'classify',
    options: { balance: false, classWeights: {}, labelSmoothing: 0, head: 'own' },
  })
  expect(spec.exit).toEqual({ id: 'none', options: {} })
  expect(spec.training.learningRate).toBe(5e-4)
  expect(resolveSpec(base, 256).training.learningRate).toBe(1.5e-3)
  expect(resolveSpec({ ...base, tuning: { id: 'full' } }).training.learningRate).toBe(5e-5)
  expect(resolveSpec({ ...base, training: { learningRate: 0.2 } }).training.learningRate).toBe(0.2)
})

test('two methods together: each has its options, and the smaller learning rate is taken', () => {
  const spec = resolveSpec({
    ...base,
    tuning: { id: 'lora', and: { id: 'adapter', options: { kind: 'houlsby' } } },
  })
  expect(spec.tuning).toMatchObject({
    id: 'lora',
    options: { rank: 8 },
    and: { id: 'adapter', options: { kind: 'houlsby', reductionFactor: 16 } },
  })
  expect(spec.training.learningRate).toBe(5e-4)
  expect(resolveSpec(spec)).toEqual(spec)
})

test('resolving twice changes nothing', () => {
  const once = resolveSpec(lora({ rank: 4, targets: ['query'] }))
  expect(resolveSpec(once)).toEqual(once)
})

const wrong: readonly [string, RunSpecInput, string, string][] = [
  [
    'unknown method',
    { ...base, tuning: { id: 'lorra' } },
    'method',
    'There is no tuning called "lorra". Choose one of lora, adapter, ia3, bitfit, prefix, pTuningV2, softPrompt, full, head, none.',
  ],
  [
    'full fine-tuning beside another method',
    { ...base, tuning: { id: 'lora', and: { id: 'full' } } },
    'method',
    'lora and full do not go together. Full fine-tuning trains every weight already.',
  ],
  [
    'the head beside another method',
    { ...base, tuning: { id: 'head', and: { id: 'adapter' } } },
    'method',
    'head and adapter do not go together. Every method trains the head.',
  ],
  [
    'a method beside itself',
    { ...base, tuning: { id: 'lora', and: { id: 'lora' } } },
    'method',
    'lora and lora do not go together. Two methods that train together are two different ones.',
  ],
  [
    'a wrong option of the second method',
    { ...base, tuning: { id: 'lora', and: { id: 'adapter', options: { kind: 'x' } } } },
    'option',
    'The option adapter.kind is wrong: ',
  ],
  [
    'unknown objective',
    { ...base, objective: { id: 'x' } },
    'method',
    'There is no objective called "x". Choose one of classify, regress, cloze, clozeScore, tfidf, softLabels, maskedLm, causalLm, distil.',
  ],
  [
    'unknown exit',
    { ...base, exit: { id: 'x' } },
    'method',
    'There is no exit called "x". Choose one of none, twoStage, joint, alternating, weighted, selfDistil.',
  ],
  [
    'an exit of a run that trains nothing',
    { ...base, objective: { id: 'cloze' }, tuning: { id: 'none' }, exit: { id: 'joint' } },
    'method',
    'The exit "joint" needs inner layers that learn, and the tuning "none" trains nothing.',
  ],
  [
    'unknown option',
    lora({ rnk: 4 }),
    'option',
    'lora has no option "rnk". Its options are rank, alpha, dropout, targets, rsLora, dora, rateRatio.',
  ],
  [
    'an option of a method without any',
    { ...base, tuning: { id: 'full', options: { rank: 1 } } },
    'option',
    'full has no option "rank". It has no options.',
  ],
  ['wrong type', lora({ rank: 'many' }), 'option', 'The option lora.rank is wrong: '],
  ['out of range', lora({ dropout: 2 }), 'option', 'The option lora.dropout is wrong: '],
  ['wrong inside', lora({ targets: ['query', ''] }), 'option', 'The option lora.targets.1 is wrong: '],
]

for (const [what, input, code, message] of wrong)
  test(`${what} is refused with what exists`, () => {
    expect(() => resolveSpec(input)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    )
  })

test('a training option that cannot be is refused by its name', () => {
  expect(() => resolveSpec({ ...base, training: { batch: 0 } })).toThrow(
    expect.objectContaining({ code: 'option', message: expect.stringContaining('training.batch') }),
  )
})

test('the catalogue tells every value with the schema of its options, each with a title and help', () => {
  const { objectives, tunings, exits } = catalog()
  expect(tunings.map((t) => t.id)).toEqual([
    'lora',
    'adapter',
    'ia3',
    'bitfit',
    'prefix',
    'pTuningV2',
    'softPrompt',
    'full',
    'head',
    'none',
  ])
  expect(objectives.map((o) => o.id)).toEqual([
    'classify',
    'regress',
    'cloze',
    'clozeScore',
    'tfidf',
    'softLabels',
    'maskedLm',
    'causalLm',
    'distil',
  ])
  expect(exits.map((e) => e.id)).toEqual([
    'none',
    'twoStage',
    'joint',
    'alternating',
    'weighted',
    'selfDistil',
  ])
  for (const { id, schema } of [...objectives, ...tunings, ...exits])
    for (const [name, option] of Object.entries((schema['properties'] ?? {}) as Record<string, object>))
      expect(option, `${id}.${name}`).toMatchObject({
        title: expect.stringMatching(/^[A-Z]/),
        description: expect.stringMatching(/\.$/),
        default: expect.toSatisfy((value) => value !== undefined),
      })
})
