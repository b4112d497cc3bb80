// Model, tuning and objective of one run, opened from its run.json: what training, prediction and export have in common.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { LabError } from '../../shared/labError.ts'
import { runSpec } from '../../shared/run.ts'
import { findObjective } from '../catalog/resolveSpec.ts'
import { applyTuning, isIdle } from '../catalog/tunings.ts'
import { copied } from '../exits/heads.ts'
import { openCheckpoint } from '../files/checkpoint.ts'
import type { Graph, Parameter } from '../graph/graph.ts'
import { elements } from '../graph/value.ts'
import type { Model, Rates } from '../models/family.ts'
import { headKind, withHead, type HeadKind } from '../models/heads.ts'
import { openModel } from '../models/open.ts'
import { languageModelHead } from '../objectives/languageModel.ts'
import type { Question, Task } from '../objectives/objective.ts'
import type { Teacher } from '../objectives/teacher.ts'
import { loadTokenizer, type Tokenizer } from '../tokens/tokenizer.ts'
import type { Applied } from '../tuning/tuning.ts'
import { encoderParameters, evaluationGraph, isOfHead, trainingGraph, type TrainingGraph } from './graphs.ts'
import { exitEvaluationGraph, type ExitModel } from './exitGraphs.ts'
import { headFits } from './headFits.ts'
import { startAtMean } from './startAtMean.ts'
import { exitsOf, trainingPhases, wholeGraph, type TrainingPhase } from './phases.ts'
import { openTeacher } from './teacher.ts'
import { loadWeights, storedName, type Weights } from './weights.ts'

/** run.json: with the model folder, all that prediction and export need; the dataset may be gone. */
export const runFile = z.object({
  version: z.literal(1),
  spec: runSpec,
  labels: z.array(z.string()),
  /** Training rows of each class. */
  counts: z.array(z.number()),
  /** What the training rows' labels are where they are numbers. */
  numbers: z.object({ mean: z.number(), least: z.number(), most: z.number() }).optional(),
  pairs: z.boolean(),
  dataset: z.object({ name: z.string(), hash: z.string() }),
  /** The LoRAs that it was made of. */
  parts: z.array(z.object({ name: z.string(), weight: z.number() })).optional(),
})
export type RunFile = z.infer<typeof runFile>

/** Whether the run was brought in, or made of others, so that it has no dataset. */
export const isForeign = ({ dataset }: Pick<RunFile, 'dataset'>): boolean => dataset.hash === ''

export async function readRunFile(runFolder: string): Promise<RunFile> {
  const path = join(runFolder, 'run.json')
  try {
    return runFile.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (thrown) {
    throw new LabError(
      'run',
      `${path} cannot be read, so the run cannot be used. It is written when training starts.`,
      { path },
      thrown,
    )
  }
}

/** The head that a run asks for; objectives that answer no row have none. */
export const headOf = ({ objective }: RunFile['spec']): HeadKind => headKind.parse(objective.options['head'])

export interface Method {
  readonly model: Model
  readonly tuning: Applied
  readonly tokenizer: Tokenizer
  readonly task: Task
  /** How rows are asked; absent where a head reads them. */
  readonly question?: Question | undefined
  /** How its inner layers answer; absent where they do not. */
  readonly exits?: ExitModel | undefined
  /** The longest row of tokens that it reads. */
  readonly maxLength: number
  /** Everything that is trained, in one graph. */
  trainingGraph(): TrainingGraph
  /** What trains one after another; most runs have one phase. */
  phases(): readonly TrainingPhase[]
  /** With the tuning as it trains, or `as` it is afterwards. */
  evaluationGraph(as?: Applied): Graph
  /** Weights for the parameters of a graph; what the checkpoint lacks comes from the run's seed. */
  load(parameters: Iterable<Parameter>, trained: readonly Parameter[]): Promise<Weights>
  /** What a person should know before the run starts. */
  readonly warnings: readonly string[]
  /** Parameters in all, those that are trained, and of these the head's, which every method trains. */
  readonly parameters: { readonly total: number; readonly trainable: number; readonly head: number }
}

/**
 * Opens what `file` describes; `teacherFolder` is where the teacher lies, for objectives that have one. Throws `tensor`
 * when the checkpoint lacks a weight of the encoder.
 */
export async function openMethod(
  modelFolder: string,
  file: RunFile,
  teacherFolder?: string,
): Promise<Method> {
  const { spec, labels, counts } = file
  const model = withHead(await openModel(modelFolder), headOf(spec))
  const tokenizer = await loadTokenizer(modelFolder)
  const tuning = applyTuning(spec.tuning, model, { labels, tokenizer })
  const objective = findObjective(spec)
  const { options } = spec.objective
  const task =
    objective.kind === 'rows'
      ? objective.for(options, labels, counts)
      : objective.for(options, { model, tokenizer, teacher: await teacherOf(teacherFolder, tokenizer, spec) })
  const question =
    objective.kind === 'rows' ? objective.ask?.(options, file, { model, tokenizer }) : undefined
  const header = await openCheckpoint(modelFolder)
  await header.close()
  const keepsHead = await headFits(modelFolder, labels)
  // A last layer that tells other classes apart is no beginning for these: it starts anew, whatever its size.
  const ownAliases = (name: string): readonly string[] =>
    name.startsWith(`${model.head.name}.`) && !keepsHead ? [] : model.aliases(name)
  // An exit begins as a copy of what the checkpoint has.
  const aliases = (name: string): readonly string[] => ownAliases(copied(name) ?? name)
  const isNew = (name: string): boolean => storedName(header, aliases(name)) === undefined
  const missing = [...encoderParameters(model).keys()].find(isNew)
  if (missing !== undefined)
    throw new LabError(
      'tensor',
      `${header.path} has no weight called ${missing}, which its config.json asks for. The download may be incomplete.`,
      { tensor: missing, file: header.path },
    )
  const rate = spec.training.dropout
  const rates: Rates =
    rate === null ? model.facts.dropout : { hidden: rate, attention: rate, classifier: rate }
  const exits = exitsOf(spec, { model, tuning, task, question })
  const phases = (): TrainingPhase[] => trainingPhases({ model, tuning, task, question }, exits, rates, isNew)
  const build = (): TrainingGraph =>
    exits ? wholeGraph(exits, rates, isNew) : trainingGraph(model, tuning, task, rates, isNew, question)
  const { graph, trained } = build()
  if (isIdle(spec.tuning) && trained.length > 0) throw wordless()
  if (!isIdle(spec.tuning) && trained.length === 0)
    throw new LabError(
      'method',
      `The tuning "${spec.tuning.id}" leaves nothing to train: this model has no head of its own for the objective "${spec.objective.id}". Choose another tuning.`,
    )
  const isHead = (name: string): boolean =>
    isOfHead(model, name) ||
    (task.kind === 'tokens' && task.isHead(name)) ||
    // A pooler belongs to the model where its checkpoint has one.
    (isNew(name) && model.head.modules.some((module) => `.${name}`.includes(`.${module}.`)))
  const size = (all: Iterable<Parameter>): number => [...all].reduce((n, p) => n + elements(p.shape), 0)
  return {
    model,
    tuning,
    tokenizer,
    task,
    question,
    exits,
    maxLength: model.facts.maxLength - (tuning.virtualTokens ?? 0),
    trainingGraph: build,
    phases,
    evaluationGraph: (as = tuning) =>
      exits ? exitEvaluationGraph({ ...exits, tuning: as }) : evaluationGraph(model, as, task, question),
    load: async (parameters, trainedOnes) => {
      const checkpoint = await openCheckpoint(modelFolder)
      try {
        const weights = await loadWeights(parameters, trainedOnes, checkpoint, aliases, spec.seed)
        if (file.numbers) startAtMean(weights, model, file.numbers.mean, isNew)
        return weights
      } finally {
        await checkpoint.close()
      }
    },
    warnings: [...languageModelHead(model)].some((name) => graph.parameters.has(name) && isNew(name))
      ? [noLanguageHead]
      : [],
    parameters: {
      total: size(graph.parameters.values()),
      trainable: size(trained),
      head: size(trained.filter(({ value }) => isHead(value.name))),
    },
  }
}

/** The error of a model that is asked for words untrained and has none to give. */
export const wordless = (): LabError =>
  new LabError(
    'method',
    'The model comes without a head that predicts words, as sentence encoders and ELECTRA’s discriminators do, so an untrained prompt gets no answer. Choose another model.',
  )

const noLanguageHead =
  'The model comes without a head that predicts words, as sentence encoders and ELECTRA’s discriminators do. It learns one from nothing, so the loss starts high.'

async function teacherOf(
  folder: string | undefined,
  student: Tokenizer,
  { threads }: RunFile['spec'],
): Promise<Teacher | undefined> {
  return folder === undefined ? undefined : openTeacher(folder, student, { device: 'cpu', threads })
}
