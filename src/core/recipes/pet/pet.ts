// PET and iPET (Schick and Schütze 2021): patterns learn from few labels, label many texts together, and one classifier learns from those.
import type { DatasetManifest } from '../../../shared/dataset.ts'
import type { Json } from '../../../shared/json.ts'
import { LabError } from '../../../shared/labError.ts'
import type { PetFound, PetGrown, PetLabelled, PetPattern, PetPrepared } from '../../../shared/pet.ts'
import {
  defineRecipe,
  type RecipeContext,
  type RecipeResult,
  type RunStep,
  type Step,
  type WorkStep,
} from '../recipe.ts'
import { petOptions, type PetOptions } from './options.ts'
import { linesOf, petPatterns } from './patterns.ts'

type Context = RecipeContext<PetOptions>

export const pet = defineRecipe({
  id: 'pet',
  title: 'PET',
  summary: 'Few labels and many texts without: prompts learn from the few, and label the many together.',
  claim: 'Semi-supervised: an ensemble of patterns teaches one classifier with its soft labels.',
  schema: petOptions,
  steps: (context) => {
    const patterns = checkedPatterns(context)
    const prepare: Step = {
      kind: 'work',
      id: 'prepare',
      title: 'Choose texts, ask every pattern untrained',
      work: 'pet.prepare',
      input: {
        unlabelled: context.options.unlabelled,
        unlabelledRows: context.options.unlabelledRows,
        maxLength: context.options.maxLength,
        patterns: patterns as unknown as Json,
        zeroLabels: context.options.zeroLabels,
      },
      models: linesOf(context.options.models),
    }
    const prepared = context.done.work('prepare') as unknown as PetPrepared | undefined
    return prepared === undefined ? [prepare] : [prepare, ...laterSteps(context, prepared)]
  },
  result: ({ done }): RecipeResult => {
    const found: PetFound = {
      run: done.run('classifier')!.id,
      prepared: done.work('prepare') as unknown as PetPrepared,
      labelled: done.work('label') as unknown as PetLabelled,
    }
    return found as unknown as RecipeResult
  },
})

/** Everything once the texts are chosen. */
function laterSteps(context: Context, prepared: PetPrepared): Step[] {
  const { options, done } = context
  const steps: Step[] = []
  const members = membersOf(prepared, options)
  let datasets: readonly string[] | undefined
  if (options.zeroLabels) {
    steps.push(beginning(context, prepared, members))
    const begun = done.work('begin')
    if (begun === undefined) return steps
    ;({ datasets } = begun as unknown as PetGrown)
  }
  for (let generation = 0; ; generation++) {
    const runs = members.map((member, m) =>
      patternRun(context, prepared, member, { generation, dataset: datasets?.[m] }),
    )
    steps.push(...runs)
    const trained = runs.flatMap(({ id }) => done.run(id)?.id ?? [])
    const asked = trained.map((run, m) => ({ run, ...members[m]! }))
    const last = generation === options.generations
    const work = {
      kind: 'work' as const,
      id: last ? 'label' : `grow ${generation + 1}`,
      title: last ? 'Label the texts together' : `Choose rows for generation ${generation + 2}`,
      work: last ? 'pet.label' : 'pet.grow',
      input: last
        ? {
            unlabelled: prepared.dataset,
            runs: asked.map(({ run, title, pattern, weight }) => ({ run, title, pattern, weight })),
            zeroLabels: options.zeroLabels,
          }
        : {
            unlabelled: prepared.dataset,
            runs: asked.map(({ run, title, weight }) => ({ run, title, weight })),
            generation: generation + 1,
            growth: options.growth,
            annotators: options.annotators,
            zeroLabels: options.zeroLabels,
          },
      runs: trained,
    }
    steps.push(work)
    const found = done.work(work.id)
    if (found === undefined) return steps
    if (last) return [...steps, classifierRun(context, found as unknown as PetLabelled)]
    ;({ datasets } = found as unknown as PetGrown)
  }
}

/** What each member learns from where nothing has labels yet. */
const beginning = (
  { options: { annotators, maxLength, models } }: Context,
  { dataset: unlabelled, patterns }: PetPrepared,
  members: readonly Member[],
): WorkStep => ({
  kind: 'work',
  id: 'begin',
  title: 'Untrained patterns label the first rows',
  work: 'pet.begin',
  input: {
    unlabelled,
    patterns: patterns as unknown as Json,
    members: members.map(({ title, pattern }) => ({ title, pattern })),
    annotators,
    maxLength,
  },
  models: linesOf(models),
})

/** A pattern on a model with a seed. */
interface Member {
  readonly title: string
  readonly pattern: number
  readonly repetition: number
  readonly weight: number
}

const membersOf = ({ patterns, before }: PetPrepared, { repetitions, weights }: PetOptions): Member[] =>
  patterns.flatMap(({ title }, pattern) =>
    Array.from({ length: repetitions }, (_, repetition) => ({
      title: repetitions > 1 ? `${title}, repetition ${repetition + 1}` : title,
      pattern,
      repetition,
      weight: weights === 'uniform' ? 1 : before[pattern]!,
    })),
  )

/** How often a run looks at its validation rows. */
const looks = 5

function patternRun(
  { spec, options, model }: Context,
  { dataset: unlabelled, patterns }: PetPrepared,
  { title, pattern, repetition }: Member,
  { generation, dataset }: { readonly generation: number; readonly dataset: string | undefined },
): RunStep {
  const { template, words, model: id } = patterns[pattern]!
  // There is nothing to hide from a model that reads from left to right.
  const auxiliary = model.languageModel === 'masked' ? options.auxiliary : 0
  return {
    kind: 'run',
    id: `generation ${generation + 1}, pattern ${pattern + 1}, repetition ${repetition + 1}`,
    title: options.generations > 0 ? `${title}, generation ${generation + 1}` : title,
    spec: {
      model: id,
      // A derived dataset brings its validation rows along.
      ...(dataset !== undefined && { dataset, split: { ...spec.split, shots: 0, dev: 0, test: 0 } }),
      objective: { id: 'cloze', options: { template, words, auxiliary, unlabelled } },
      tuning: { id: options.tuning, options: {} },
      training: {
        steps: options.steps,
        batch: options.batch,
        learningRate: options.learningRate,
        maxLength: options.maxLength,
        evaluateEvery: Math.ceil(options.steps / looks),
      },
      seed: spec.seed + repetition,
    },
  }
}

function classifierRun({ spec, options }: Context, { dataset }: PetLabelled): RunStep {
  return {
    kind: 'run',
    id: 'classifier',
    title: 'Classifier',
    spec: {
      dataset,
      split: { ...spec.split, shots: 0, dev: 0, test: 0 },
      objective: { id: 'softLabels', options: { temperature: options.temperature } },
      tuning: { id: options.finalTuning, options: {} },
      training: {
        steps: options.finalSteps,
        batch: options.finalBatch,
        learningRate: options.finalLearningRate,
        maxLength: options.maxLength,
        evaluateEvery: Math.ceil(options.finalSteps / looks),
      },
    },
  }
}

/** The patterns. Throws LabError `dataset` or `option` where options and datasets do not go together. */
function checkedPatterns({ spec, options, dataset, datasetOf, model }: Context): PetPattern[] {
  if (dataset.task !== 'classify')
    throw new LabError(
      'dataset',
      `"${dataset.name}" has no classes, and the words of a pattern stand for classes. Choose a dataset with a label for each row.`,
      { dataset: dataset.id },
    )
  if (options.unlabelled !== '') requireAlike(dataset, datasetOf(options.unlabelled))
  else if (!options.zeroLabels) requireRest(dataset, spec.split.shots)
  return petPatterns(options, dataset, { id: spec.model, languageModel: model.languageModel })
}

function requireRest({ name, id }: DatasetManifest, shots: number): void {
  if (shots > 0) return
  throw new LabError(
    'dataset',
    `All rows of "${name}" are learned from, so none is left to be labelled. Name texts without labels (pet.unlabelled), or learn from few rows (shots).`,
    { option: 'pet.unlabelled', dataset: id },
  )
}

function requireAlike(dataset: DatasetManifest, texts: DatasetManifest): void {
  if (dataset.pairs === texts.pairs) return
  throw new LabError(
    'dataset',
    `The rows of "${texts.name}" are ${texts.pairs ? 'pairs of texts' : 'single texts'}, those of "${dataset.name}" are not, so they cannot be asked alike. Choose other unlabelled texts, or another column of the second text.`,
    { option: 'pet.unlabelled', dataset: texts.id },
  )
}
