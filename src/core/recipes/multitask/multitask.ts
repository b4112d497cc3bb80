// Multi-task prompted training (Sanh et al. 2022, T0; Wei et al. 2022, FLAN): many tasks as prompts, then one it has not seen.
import { z } from 'zod'
import type { DatasetManifest } from '../../../shared/dataset.ts'
import { LabError } from '../../../shared/labError.ts'
import type { MultitaskFound } from '../../../shared/multitask.ts'
import { trainingOptions } from '../../../shared/run.ts'
import { chosenTunings } from '../../catalog/tunings.ts'
import { defineRecipe, type RecipeContext, type Step } from '../recipe.ts'
import { givenTemplates, taskPrompts } from './taskPrompts.ts'
import type { JudgeInput, Mixed, MixInput } from './inputs.ts'
import { mixedTemplate } from './mixedTemplate.ts'

const schema = z.object({
  also: z.array(z.string()).default([]).meta({
    title: 'Further training datasets',
    description: 'Tasks that are trained beside the first one. The more they differ, the better.',
    format: 'datasets',
  }),
  heldOut: z.array(z.string()).default([]).meta({
    title: 'Held-out datasets',
    description: 'Tasks of which no row is trained; they are asked before and after.',
    format: 'datasets',
  }),
  templates: z.array(z.string()).default([]).meta({
    title: 'Templates',
    description:
      'Each as "dataset = template". A dataset that has none takes those that are known to suit its labels.',
    format: 'lines',
  }),
  words: z.record(z.string(), z.string()).default({}).meta({
    title: 'Label words',
    description:
      'A word for each label, where the known one is not wanted. A label without any is its own word.',
  }),
  cap: z.number().int().min(1).max(1_000_000).default(3000).meta({
    title: 'Most rows of a task',
    description:
      'Tasks are mixed in proportion to their rows, of which no task brings more than this: a large one does not drown the small ones.',
  }),
  scored: z.number().int().min(10).max(1_000_000).default(1000).meta({
    title: 'Rows asked of a held-out task',
    description: 'More tell more surely whether the training has helped, and take longer.',
  }),
  tuning: z.string().default('full').meta({ title: 'Tuning', description: 'Which weights learn.' }),
  epochs: trainingOptions.shape.epochs,
  learningRate: trainingOptions.shape.learningRate,
  maxLength: trainingOptions.shape.maxLength,
})
type Options = z.output<typeof schema>

export const multitask = defineRecipe({
  id: 'multitask',
  title: 'Multi-task prompted training',
  summary:
    'Trains one model on the prompts of several tasks, then asks it tasks that it has not seen, without any label of theirs.',
  claim:
    'T0 and FLAN: a model that has learned many tasks as prompts answers new ones better. A small model gains where one of them is near.',
  allRows: true,
  schema,
  steps: (context) => {
    const { spec, options, done } = context
    const { tasks, heldOut } = datasetsOf(context)
    chosenTunings({ id: options.tuning, options: {} })
    const kind = context.model.languageModel
    const given = givenTemplates(options.templates)
    const asked = ({ id, ...dataset }: DatasetManifest) => ({
      dataset: id,
      name: dataset.name,
      ...taskPrompts(dataset, kind, given, options.words),
    })
    strayNames(given, [...tasks, ...heldOut])
    const { cap, scored, maxLength } = options
    const mix: MixInput = { tasks: tasks.map(asked), cap, maxLength }
    const steps: Step[] = [
      { kind: 'work', id: 'mix', title: 'Mix the tasks', work: 'multitask.mix', input: { ...mix } },
    ]
    const mixed = done.work('mix') as Mixed | undefined
    if (!mixed) return steps
    steps.push({
      kind: 'run',
      id: 'train',
      title: `Prompts of ${tasks.length} tasks`,
      spec: {
        dataset: mixed.dataset,
        objective: {
          id: 'cloze',
          options: { template: mixedTemplate(kind), words: ownWords(mixed.words) },
        },
        tuning: { id: options.tuning, options: {} },
        split: { dev: validationShare, test: 0, shots: 0, seed: spec.seed },
        training: { epochs: options.epochs, learningRate: options.learningRate, maxLength },
      },
    })
    const trained = done.run('train')
    if (!trained) return steps
    const judge: JudgeInput = { tasks: heldOut.map(asked), run: trained.id, scored, maxLength }
    return [
      ...steps,
      {
        kind: 'work',
        id: 'judge',
        title: 'Ask the held-out tasks',
        work: 'multitask.judge',
        input: { ...judge },
        runs: [trained.id],
      },
    ]
  },
  result: ({ done }) => {
    const { tasks, words } = done.work('mix') as Mixed
    const heldOut = done.work('judge') as MultitaskFound['heldOut']
    return { run: done.run('train')!.id, tasks, words, heldOut }
  },
})

/** Of the mixed rows, those that choose the best weights. */
const validationShare = 0.05

/** Each answer word is a label of its own name. */
const ownWords = (words: readonly string[]): Record<string, string> =>
  Object.fromEntries(words.map((word) => [word, word]))

/** @throws LabError('dataset') for one without classes, or one that is trained and held out; 'option' for too few. */
function datasetsOf({ dataset, datasetOf, options }: RecipeContext<Options>): {
  readonly tasks: readonly DatasetManifest[]
  readonly heldOut: readonly DatasetManifest[]
} {
  const also = [...new Set(options.also)].filter((id) => id !== dataset.id).map(datasetOf)
  const tasks = [dataset, ...also]
  const heldOut = [...new Set(options.heldOut)].map(datasetOf)
  if (heldOut.length === 0)
    throw new LabError(
      'option',
      'No dataset is held out, so nothing could show whether the training helps with a task that was not seen. Choose one or more.',
      { option: 'multitask.heldOut' },
    )
  for (const { name, task } of [...tasks, ...heldOut])
    if (task !== 'classify')
      throw new LabError(
        'dataset',
        `"${name}" has no classes, and the answers of mixed prompts are words of classes. Choose datasets with a label for each row.`,
        { name },
      )
  const both = heldOut.find(({ id }) => tasks.some((one) => one.id === id))
  if (both)
    throw new LabError('dataset', `"${both.name}" is trained and held out. It can only be one of the two.`, {
      name: both.name,
    })
  return { tasks, heldOut }
}

/** @throws LabError('option') for a template of a dataset that takes no part. */
function strayNames(given: ReturnType<typeof givenTemplates>, datasets: readonly DatasetManifest[]): void {
  const names = datasets.flatMap(({ name }) => [name, name.replace(/\.[^.]*$/, '')])
  const stray = given.find(({ dataset }) => !names.includes(dataset))
  if (stray)
    throw new LabError(
      'option',
      `A template is given for "${stray.dataset}", which takes no part. There are ${datasets.map(({ name }) => `"${name}"`).join(', ')}.`,
      { option: 'multitask.templates' },
    )
}
