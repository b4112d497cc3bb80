// Which recipe of pre-training makes the best small model for the same processor time. See README.md.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { bert, bertConfig } from '../src/core/models/bert.ts'
import { heldOutLosses, lesson, type Lessons } from '../src/core/recipes/pretrain/lessons.ts'
import { lookingGraph, pretrainingGraph } from '../src/core/recipes/pretrain/graphs.ts'
import { pretrainOptions } from '../src/core/recipes/pretrain/options.ts'
import { grow } from '../src/core/recipes/pretrain/origin.ts'
import { preparePretraining } from '../src/core/recipes/pretrain/prepare.ts'
import { pretrainedConfig } from '../src/core/recipes/pretrain/pretrainedConfig.ts'
import { startingWeights } from '../src/core/recipes/pretrain/startingWeights.ts'
import { writePretrained } from '../src/core/recipes/pretrain/writePretrained.ts'
import { Session } from '../src/core/runtime/session.ts'
import { loadTokenizer } from '../src/core/tokens/tokenizer.ts'
import { Masks } from '../src/core/training/masks.ts'
import { learningRateAt } from '../src/core/training/schedule.ts'
import { Stepper } from '../src/core/training/stepper.ts'
import { openTeacher } from '../src/core/training/teacher.ts'
import { freshWeights, type Weights } from '../src/core/training/weights.ts'
import { causalGraph, causalLesson } from './causalPhase.ts'
import { fineTune, inPercent } from './fineTune.ts'

const { values: flags, positionals: files } = parseArgs({
  allowPositionals: true,
  options: {
    /** Processor seconds of training for each recipe, its teacher's included. */
    seconds: { type: 'string', default: '180' },
    teacher: { type: 'string' },
    only: { type: 'string', default: '' },
    data: { type: 'string', default: '../shared/datasets' },
    seeds: { type: 'string', default: '3' },
  },
})

/** A part of the time, in which one thing is learned. */
interface Phase {
  readonly share: number
  readonly layers: number
  readonly asks: 'hidden' | 'next'
}
interface Recipe {
  readonly start: 'random' | 'text' | 'teacher'
  readonly maskShare: number
  readonly taught: boolean
  readonly phases: readonly Phase[]
}
const whole: readonly Phase[] = [{ share: 1, layers: 4, asks: 'hidden' }]
const plain: Recipe = { start: 'text', maskShare: 0.2, taught: false, phases: whole }
const recipes: { readonly [name: string]: Recipe } = {
  'random start': { ...plain, start: 'random' },
  'PPMI-SVD start': plain,
  'PPMI-SVD, 40 % hidden': { ...plain, maskShare: 0.4 },
  'PPMI-SVD, causal first': {
    ...plain,
    phases: [
      { share: 0.5, layers: 4, asks: 'next' },
      { share: 0.5, layers: 4, asks: 'hidden' },
    ],
  },
  'PPMI-SVD, 2 layers stacked to 4': {
    ...plain,
    phases: [
      { share: 0.5, layers: 2, asks: 'hidden' },
      { share: 0.5, layers: 4, asks: 'hidden' },
    ],
  },
  'teacher, PPMI-SVD start': { ...plain, taught: true },
  'teacher, its own start': { ...plain, taught: true, start: 'teacher' },
}

const device = { device: 'cpu', threads: 1 } as const
const base = pretrainOptions.parse({ files, threads: 1 })
const work = await mkdtemp(join(tmpdir(), 'lathe-recipes-'))
const text = join(work, 'text')
const prepared = await preparePretraining(files, text, base)
const tokenizer = await loadTokenizer(text)
try {
  for (const [name, recipe] of Object.entries(recipes)) {
    if (!name.includes(flags.only) || (recipe.taught && flags.teacher === undefined)) continue
    await measure(name, recipe)
  }
} finally {
  await rm(work, { recursive: true })
}

async function measure(name: string, recipe: Recipe): Promise<void> {
  const needsTeacher = recipe.taught || recipe.start === 'teacher'
  const teacher = needsTeacher ? await openTeacher(flags.teacher!, tokenizer, device) : null
  let weights: Weights | null = null
  let steps = 0
  for (const phase of recipe.phases) {
    const options = { ...base, layers: phase.layers, maskShare: recipe.maskShare }
    const model = bert(bertConfig.parse(pretrainedConfig(options, prepared.vocabulary.length)))
    const text = { facts: model.facts, batchTokens: base.batchTokens, maskShare: recipe.maskShare }
    const lessons: Lessons = {
      text,
      teacher: recipe.taught ? teacher : null,
      teacherWeight: base.teacherWeight,
    }
    const { graph, trained } =
      phase.asks === 'next' ? causalGraph(model) : pretrainingGraph(model, lessons.teacher?.width ?? null)
    const parameters = [...graph.parameters.values()]
    const fresh: Weights =
      recipe.start === 'random'
        ? freshWeights(parameters, trained, base.seed)
        : await startingWeights(
            parameters,
            trained,
            prepared,
            recipe.start === 'teacher' ? teacher : null,
            null,
            options,
          )
    if (weights) grow(weights, fresh)
    weights = fresh
    const stepper = new Stepper(await Session.create(graph, device), weights, new Masks([], base.seed))
    const budget = Number(flags.seconds) * phase.share
    const started = process.cpuUsage()
    const used = (): number => {
      const { user, system } = process.cpuUsage(started)
      return (user + system) / 1e6
    }
    for (let step = 1; used() < budget; step++, steps++) {
      // The schedule goes by the time, as nobody knows how many steps there will be.
      const at = Math.max(1, Math.round((used() / budget) * 1000))
      const learningRate = learningRateAt(at, 1000, base.learningRate, { schedule: 'cosine', warmup: 0.02 })
      const piece =
        phase.asks === 'next'
          ? causalLesson(text, prepared.train, base.seed, steps + 1)
          : await lesson(lessons, prepared.train, base.seed, steps + 1)
      await stepper.step([piece], { step, learningRate, weightDecay: base.weightDecay, clip: 1 })
    }
  }
  const options = { ...base, layers: recipe.phases.at(-1)!.layers }
  const model = bert(bertConfig.parse(pretrainedConfig(options, prepared.vocabulary.length)))
  const lessons: Lessons = {
    text: { facts: model.facts, batchTokens: 1024, maskShare: 0.2 },
    teacher: null,
    teacherWeight: 1,
  }
  const looking = await Session.create(lookingGraph(model, null), device)
  const losses = await heldOutLosses(lessons, prepared.heldOut, looking, weights!)
  const folder = join(work, 'model')
  await writePretrained(folder, options, prepared.vocabulary, weights!, {
    step: steps,
    seconds: 0,
    heldOutLoss: losses['dev/loss'],
    corpusTokens: prepared.train.length,
  })
  const accuracies: number[] = []
  for (let seed = 1; seed <= Number(flags.seeds); seed++)
    accuracies.push(
      await fineTune({
        ...{
          work,
          model: folder,
          tuning: 'full',
          rows: 1000,
          seed,
          epochs: 4,
          learningRate: null,
          threads: 1,
        },
        folder: join(flags.data, 'sst2-sentences'),
      }),
    )
  console.log(
    `${name}  ${steps} steps  held-out loss ${losses['dev/loss'].toFixed(3)}  ${inPercent(accuracies)}`,
  )
}
