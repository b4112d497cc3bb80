// LM-BFF (Gao et al. 2021): a few rows of each class, a prompt that is searched for, and demonstrations.
import { z } from 'zod'
import {
  chosenPairs,
  foundTemplates,
  foundWords,
  judgedPairs,
  trialId,
  type JudgedPairs,
  type LmbffResult,
  type PromptPair,
} from '../../../shared/lmbff.ts'
import { LabError } from '../../../shared/labError.ts'
import type { RunResult, RunSpecInput } from '../../../shared/run.ts'
import { demonstrationChoices } from '../../prompts/demonstrations.ts'
import { knownPrompts, templateBank } from '../../prompts/known.ts'
import { checkFields, parseTemplate } from '../../prompts/template.ts'
import { tunings } from '../../tuning/index.ts'
import { defineRecipe, type RecipeContext, type RunStep, type Step, type WorkStep } from '../recipe.ts'
import type { PairsInput, TemplatesInput, WordsInput } from './inputs.ts'

const options = z.object({
  template: z.string().max(4000).default('').meta({
    title: 'Template',
    description: 'A template of your own, e.g. {text_a} It was {mask}. Empty searches one.',
  }),
  words: z.record(z.string(), z.string()).default({}).meta({
    title: 'Label words',
    description: 'Words of your own, e.g. positive=great,negative=terrible. Without any they are searched.',
  }),
  searchTemplates: z.boolean().default(true).meta({
    title: 'Search templates',
    description: 'Lets the model write templates around the label words. Off tries known ones only.',
  }),
  searchWords: z.boolean().default(true).meta({
    title: 'Search label words',
    description: 'Lets the model find words for the labels. Off takes known ones, or the labels themselves.',
  }),
  templateModel: z.string().max(4000).default('').meta({
    format: 'spanModel',
    title: 'Template model',
    description:
      'A T5 model that writes the templates: its id, or its folder. Empty lets the recipe’s own model fill the gaps.',
  }),
  demonstrations: z.enum(demonstrationChoices).default('similar').meta({
    title: 'Demonstrations',
    description:
      'A last run also has solved rows beside each row, any ("random") or those nearest in meaning ("similar"), and the better of the two is kept.',
  }),
  trials: z.number().int().min(1).max(64).default(6).meta({
    title: 'Prompts to try',
    description:
      'The best prompts of the search train for a few steps each; validation rows choose among them.',
  }),
  trialSteps: z.number().int().min(1).max(10_000).default(60).meta({
    title: 'Steps of a trial',
    description: 'Optimizer steps of each of these short runs.',
  }),
  steps: z.number().int().min(1).max(100_000).default(300).meta({
    title: 'Steps at the end',
    description: 'Optimizer steps of the last runs, with the prompt that was chosen.',
  }),
  demonstrationSets: z.number().int().min(1).max(64).default(8).meta({
    title: 'Sets of demonstrations',
    description: 'An answer is the mean over so many sets. More are steadier and take as many times as long.',
  }),
  tuning: z
    .enum(tunings.filter(({ idle }) => idle !== true).map(({ id }) => id))
    .default('full')
    .meta({
      title: 'Tuning',
      description: 'Which weights learn, in the trials and at the end.',
    }),
  batch: z.number().int().min(1).max(4096).default(8).meta({
    title: 'Batch size',
    description: 'Rows per optimizer step.',
  }),
  learningRate: z.number().min(0).max(10).nullable().default(null).meta({
    title: 'Learning rate',
    description: 'Empty takes the tuning’s own.',
  }),
  maxLength: z.number().int().min(8).max(8192).default(128).meta({
    title: 'Longest prompt (tokens)',
    description: 'Texts give way where a prompt is longer; with demonstrations it may be twice as long.',
  }),
  candidates: z.number().int().min(2).max(1000).default(100).meta({
    title: 'Candidates for a label word',
    description: 'Of the likeliest words of each class, so many are combined with those of the others.',
  }),
  beam: z.number().int().min(1).max(100).default(6).meta({
    title: 'Beam of the template search',
    description:
      'Beginnings of a template that the search follows at once. More finds more, and takes longer; with T5 the authors take 100.',
  }),
})
type Options = z.output<typeof options>
type Context = RecipeContext<Options>

/** Templates and choices of words that the searches hand on. */
const templatesKept = 10
const wordsKept = 3
export const lmbff = defineRecipe({
  id: 'lmbff',
  title: 'LM-BFF',
  summary:
    'A few rows of each class: searches template and label words, tries the best, adds demonstrations.',
  claim: 'Few-shot: with 16 rows of each class far better than ordinary fine-tuning.',
  schema: options,
  steps: (context) => {
    check(context)
    const searches = searchSteps(context)
    const judged = context.done.work('pairs')
    if (judged === undefined) return searches
    const trials = trialSteps(context, judgedPairs.parse(judged))
    const best = bestTrial(context, judgedPairs.parse(judged))
    return [...searches, ...trials, ...(best ? lastSteps(context, best) : [])]
  },
  result: (context): LmbffResult => {
    const { pairs } = judgedPairs.parse(context.done.work('pairs'))
    const best = bestTrial(context, { rows: 0, pairs })!
    const plain = outcomeOf(context, 'plain')!
    const demonstrated = outcomeOf(context, 'demonstrated')
    const isBetter = demonstrated !== undefined && demonstrated.dev > plain.dev
    return {
      run: isBetter ? demonstrated.run : plain.run,
      pairs: pairs.length,
      trials: chosenPairs(pairs, context.options.trials).map((pair, i) => {
        const { run, dev } = outcomeOf(context, trialId(i))!
        return { ...pair, run, dev, chosen: pair === best }
      }),
      plain,
      demonstrated: demonstrated ? { ...demonstrated, choice: context.options.demonstrations } : null,
    }
  },
})

/**
 * @throws LabError('method') for a dataset without classes, LabError('option') where no rows would choose, and for a template
 * that cannot be used.
 */
function check({
  options: { template, templateModel },
  dataset: { task, name, pairs, report },
  model,
  spec: { split },
}: Context): void {
  if (task !== 'classify')
    throw new LabError(
      'method',
      `LM-BFF looks for a word for each class, and the dataset "${name}" has no classes. Choose another dataset.`,
    )
  if (split.shots === 0 && split.dev === 0 && report.splits.dev === undefined)
    throw new LabError(
      'option',
      'LM-BFF chooses its prompt by validation rows, and there are none. Give a validation share, or shots.',
      { option: 'split.dev' },
    )
  if (templateModel !== '' && model.languageModel === 'causal')
    throw new LabError(
      'option',
      'T5’s templates have words after the gap, which a model that reads from left to right does not see. Leave the template model (lmbff.templateModel) empty, or choose a masked language model to train.',
      { option: 'lmbff.templateModel' },
    )
  if (template !== '') checkFields(parseTemplate(template), pairs)
}

/** Label words, templates, and every one of these with every one of those. What is given is not searched for. */
function searchSteps({ options: own, dataset: { labels, pairs }, model, done }: Context): Step[] {
  const known = knownPrompts(labels, pairs, model.languageModel)[0]!
  const { maxLength, candidates, beam, templateModel } = own
  const hasWords = Object.keys(own.words).length > 0
  const findsWords = own.searchWords && !hasWords
  // A model that reads from left to right cannot write what stands before a word.
  const findsTemplates = own.searchTemplates && own.template === '' && model.languageModel === 'masked'
  const template = own.template === '' ? known.template : own.template
  const steps: WorkStep[] = []
  const add = (
    id: string,
    title: string,
    input: WordsInput | TemplatesInput | PairsInput,
    models: readonly string[] = [],
  ): void => void steps.push({ kind: 'work', id, title, work: `lmbff.${id}`, input, models })
  if (findsWords) add('words', 'Search label words', { template, maxLength, candidates, count: wordsKept })
  const words = done.work('words')
  if (findsWords && words === undefined) return steps
  const found = words === undefined ? [] : foundWords.parse(words).found.map((one) => one.words)
  // The labels of an unknown task may be no words of the model; what was found is.
  const isKnown = Object.keys(known.words).length > 0
  const usual = hasWords ? own.words : isKnown ? known.words : (found[0] ?? known.words)
  if (findsTemplates)
    add(
      'templates',
      'Search templates',
      { words: usual, beam, count: templatesKept, maxLength, model: templateModel },
      templateModel === '' ? [] : [templateModel],
    )
  const templates = done.work('templates')
  if (findsTemplates && templates === undefined) return steps
  const more = templates === undefined ? [] : foundTemplates.parse(templates).found
  const bank = own.template === '' ? templateBank(labels, pairs, model.languageModel) : []
  add('pairs', 'Judge every template with every choice of words', {
    templates: [
      ...(own.template === '' ? [] : [{ template: own.template, from: 'given' as const }]),
      ...bank.map((text) => ({ template: text, from: 'known' as const })),
      ...more.map((one) => ({ template: one.template, from: 'found' as const })),
    ],
    words: [
      { words: usual, from: hasWords ? ('given' as const) : isKnown || !found[0] ? 'known' : 'found' },
      ...found.map((one) => ({ words: one, from: 'found' as const })),
    ],
    search: findsWords ? { candidates, count: wordsKept } : null,
    maxLength,
  })
  return steps
}

const trialSteps = (context: Context, { pairs }: JudgedPairs): RunStep[] =>
  chosenPairs(pairs, context.options.trials).map((pair, i) => ({
    kind: 'run',
    id: trialId(i),
    title: `Try ${said(pair)}`,
    spec: specOf(context, pair, {
      steps: context.options.trialSteps,
      // A trial only helps to choose.
      scoreTest: false,
    }),
  }))

/** The trial that did best on the validation rows, once all have been made. */
function bestTrial(context: Context, { pairs }: JudgedPairs): PromptPair | undefined {
  const tried = chosenPairs(pairs, context.options.trials)
  const results = tried.map((_, i) => context.done.run(trialId(i))?.result)
  if (results.includes(undefined)) return undefined
  const order = [...tried.keys()].sort((a, b) => byValidation(results[a]!, results[b]!))
  return tried[order[0]!]
}

/** Better first: more right, then a smaller loss. */
const byValidation = (a: RunResult, b: RunResult): number =>
  b.scores.dev!.accuracy! - a.scores.dev!.accuracy! || a.scores.dev!.loss - b.scores.dev!.loss

function lastSteps(context: Context, pair: PromptPair): RunStep[] {
  const { steps, demonstrations, demonstrationSets, maxLength } = context.options
  const plain: RunStep = {
    kind: 'run',
    id: 'plain',
    title: 'Train with the best prompt',
    spec: specOf(context, pair, { steps }),
  }
  if (demonstrations === 'none') return [plain]
  return [
    plain,
    {
      kind: 'run',
      id: 'demonstrated',
      title: 'The same with demonstrations',
      spec: specOf(context, pair, { steps, maxLength: 2 * maxLength }, { demonstrations, demonstrationSets }),
    },
  ]
}

function specOf(
  { options: { tuning, batch, learningRate, maxLength } }: Context,
  { template, words }: PromptPair,
  training: NonNullable<RunSpecInput['training']> & { readonly steps: number },
  more: Readonly<Record<string, unknown>> = {},
): RunStep['spec'] {
  return {
    objective: { id: 'cloze', options: { template, words, ...more } },
    tuning: { id: tuning, options: {} },
    training: {
      batch,
      learningRate,
      maxLength,
      evaluateEvery: Math.ceil(training.steps / looks),
      ...training,
    },
  }
}

/** How often a run looks at the validation rows. */
const looks = 6

const said = ({ template, words }: PromptPair): string => `${template} (${Object.values(words).join(', ')})`

function outcomeOf({ done }: Context, step: string): LmbffResult['plain'] | undefined {
  const run = done.run(step)
  if (!run) return undefined
  const { dev, test } = run.result.scores
  return { run: run.id, dev: dev!.accuracy!, test: test?.accuracy ?? null }
}
