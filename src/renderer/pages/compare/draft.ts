// A comparison as it is being set up.
import { type Asking, objectiveFor } from '../../../shared/asking.ts'
import type { DatasetManifest } from '../../../shared/dataset.ts'
import type { LabelMapping } from '../../../shared/labelMapping.ts'
import type { LadderSpec, LadderSpecInput, TrainingSize } from '../../../shared/ladder.ts'
import { objectiveOf, type WrittenPrompt } from '../../prompts/written.ts'

export interface DraftMethod {
  /** The tuning's id. */
  readonly id: string
  /** What differs from its defaults; `learningRate` beside the tuning's own. */
  readonly options: Record<string, unknown>
}

export interface DraftComparison {
  readonly name: string
  readonly dataset: string
  readonly model: string
  readonly methods: readonly DraftMethod[]
  /** Those of `otherAskings` that are compared as well. */
  readonly asked: readonly string[]
  /** What those that ask by a prompt ask with, one after the other; none for the usual one. */
  readonly prompts: readonly WrittenPrompt[]
  readonly sizes: readonly TrainingSize[]
  /** The second dataset, and what its labels mean. */
  readonly elsewhere: { readonly dataset: string; readonly mapping: LabelMapping } | null
  /** Options of the comparison itself, by their names in its schema; what differs from the defaults. */
  readonly options: Record<string, unknown>
  readonly training: Record<string, unknown>
}

export interface OtherAsking {
  readonly id: string
  readonly title: string
  readonly summary: string
  readonly asking: Asking
  readonly tuning: string
}

/** What can be compared beside methods with the usual head. */
export const otherAskings: readonly OtherAsking[] = [
  {
    id: 'prompt:none',
    title: 'Zero-shot prompt',
    summary: 'Asks the model as it is: what it knows before any training.',
    asking: 'prompt',
    tuning: 'none',
  },
  {
    id: 'prompt:full',
    title: 'Full fine-tuning by prompt',
    summary:
      'Turns each text into a sentence with a gap, which a word of the label fills. No new head to learn.',
    asking: 'prompt',
    tuning: 'full',
  },
  {
    id: 'prompt:lora',
    title: 'LoRA by prompt',
    summary: 'The same, but only LoRA’s few weights are trained.',
    asking: 'prompt',
    tuning: 'lora',
  },
  {
    id: 'mean:head',
    title: 'Linear probe',
    summary: 'Trains one layer on the mean of the frozen model’s tokens: what there is without fine-tuning.',
    asking: 'mean',
    tuning: 'head',
  },
  {
    id: 'tfidf',
    title: 'TF-IDF + logistic regression',
    summary: 'Sorts texts by their words alone, without a model: when nothing fancy is needed, it shows.',
    asking: 'words',
    tuning: 'none',
  },
]

/** Those that rows of `task` allow: words alone tell classes apart, and no numbers. */
export const askingsFor = (task: DatasetManifest['task']): readonly OtherAsking[] =>
  otherAskings.filter(({ asking }) => asking !== 'words' || task === 'classify')

type LadderMethodInput = LadderSpecInput['methods'][number]
/** Characters of a method's name. */
const longestName = 100

/** What can be chosen as training-set sizes. */
export const offeredSizes: readonly TrainingSize[] = [16, 64, 256, 'all']

/** The methods that a comparison opens with: what the lecture compares, as far as it is there. */
const usual = ['full', 'head', 'bitfit', 'adapter', 'lora', 'prefix', 'softPrompt']

/** `asked` is what the page before has chosen. */
export function firstDraft(
  datasets: readonly DatasetManifest[],
  models: readonly { readonly id: string }[],
  tunings: readonly { readonly id: string }[],
  asked: {
    readonly dataset: string | null
    readonly model: string | null
    readonly prompts?: readonly WrittenPrompt[]
  },
): DraftComparison {
  const { prompts = [] } = asked
  const labelled = datasets.filter(({ task }) => task !== 'unlabelled')
  const dataset = labelled.find(({ id }) => id === asked.dataset) ?? labelled[0]
  return {
    name: '',
    dataset: dataset?.id ?? '',
    model: (models.find(({ id }) => id === asked.model) ?? models[0])?.id ?? '',
    // Who comes with prompts wants to compare these.
    ...(prompts.length > 0
      ? { methods: [], asked: ['prompt:none', 'prompt:full'] }
      : {
          methods: tunings.filter(({ id }) => usual.includes(id)).map(({ id }) => ({ id, options: {} })),
          asked: [],
        }),
    prompts,
    sizes: sizesFor(dataset),
    elsewhere: null,
    options: {},
    training: {},
  }
}

/** A few rows and all of them; numbers have no classes to take a few rows of. */
export function sizesFor(dataset: DatasetManifest | undefined): readonly TrainingSize[] {
  return dataset?.task === 'classify' ? [16, 'all'] : ['all']
}

/** The methods with `id` taken in, or left out. */
export function withMethod(methods: readonly DraftMethod[], id: string, on: boolean): DraftMethod[] {
  const others = methods.filter((method) => method.id !== id)
  return on ? [...others, { id, options: {} }] : others
}

/**
 * The draft as the host takes it, with the methods in the order of `order`; it checks every option. Null while something
 * is missing. An emptied field (null) goes back to its default, except for those in `nullable`.
 */
export function specOf(
  draft: DraftComparison,
  task: DatasetManifest['task'],
  order: readonly string[],
  nullable: readonly string[],
): LadderSpec | null {
  const { name, dataset, model, methods, asked, prompts, sizes, elsewhere, options, training } = draft
  if (!dataset || !model || methods.length + asked.length === 0 || sizes.length === 0) return null
  const filled = (some: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(some).filter(([key, value]) => value !== null || nullable.includes(key)),
    )
  const input: LadderSpecInput = {
    ...filled(options),
    name,
    dataset,
    model,
    methods: [
      ...methods
        .toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id))
        .map(({ id, options: { learningRate = null, ...own } }) => ({
          tuning: { id, options: filled(own) },
          objective: objectiveFor('head', task),
          learningRate: learningRate as number | null,
        })),
      ...askingsFor(task)
        .filter(({ id }) => asked.includes(id))
        .flatMap(({ title, asking, tuning }): LadderMethodInput[] => {
          const method = { tuning: { id: tuning, options: {} } }
          if (asking !== 'prompt' || prompts.length === 0)
            return [{ ...method, objective: objectiveFor(asking, task) }]
          return prompts.map((prompt, i) => ({
            ...method,
            objective: objectiveOf(prompt, task),
            // Two prompts may differ in their words alone.
            name: `${title}, ${i + 1}: ${prompt.template}`.slice(0, longestName),
          }))
        }),
    ],
    sizes: [...sizes],
    elsewhere: elsewhere
      ? [{ dataset: elsewhere.dataset, ...(task === 'classify' && { mapping: { ...elsewhere.mapping } }) }]
      : [],
    training: filled(training),
  }
  // The contract's type has every default filled in; the host fills them in on arrival.
  return input as LadderSpec
}
