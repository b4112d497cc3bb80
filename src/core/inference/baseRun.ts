// A run as something that a model in memory is told to be: its tuning, its task, and the few weights that are its own.
import { LabError } from '../../shared/labError.ts'
import { findObjective } from '../catalog/resolveSpec.ts'
import { applyTuning } from '../catalog/tunings.ts'
import { elementCount } from '../files/safetensorsHeader.ts'
import type { Model } from '../models/family.ts'
import { withHead } from '../models/heads.ts'
import type { Question, RowTask } from '../objectives/objective.ts'
import { tensor, type Tensor } from '../runtime/session.ts'
import { bestMark, openBest } from '../training/bestWeights.ts'
import { reopenDemonstrator } from '../training/demonstratedRows.ts'
import type { Demonstrator } from '../training/demonstrator.ts'
import { headOf, readRunFile, type RunFile } from '../training/method.ts'
import type { SentenceVectors } from '../training/sentenceVectors.ts'
import { settled, settledWeights } from '../training/settled.ts'
import type { Tokenizer } from '../tokens/tokenizer.ts'
import type { Applied } from '../tuning/tuning.ts'
import type { Member } from './onePass.ts'

export interface BaseRun extends Member {
  readonly folder: string
  readonly file: RunFile
  readonly task: RowTask
  /** How it asks its rows; absent where a head reads them. */
  readonly question?: Question | undefined
  readonly demonstrator?: Demonstrator | undefined
  readonly tuning: Applied
  /** Its best weights. */
  readonly weights: { readonly [name: string]: Tensor }
  /** What they take up. */
  readonly bytes: number
  /** Longest row in tokens. */
  readonly maxLength: number
  /** Another one where the run has been trained on since. */
  readonly mark: string
}

/** The error of a run that learned to predict tokens. */
export const answersNoRow = ({ spec }: RunFile): LabError =>
  new LabError(
    'run',
    `A run with the objective "${spec.objective.id}" gives texts no labels. Use it as the model of a new run, which learns them.`,
  )

/**
 * Reads the best weights of a run on `model`; `openVectors` gives that model's sentence vectors. Throws `run` where it has no
 * weights yet or answers no row.
 */
export async function openBaseRun(
  runFolder: string,
  model: Model,
  tokenizer: Tokenizer,
  openVectors: () => Promise<SentenceVectors>,
): Promise<BaseRun> {
  const file = await readRunFile(runFolder)
  const { spec, labels, counts } = file
  const objective = findObjective(spec)
  if (objective.kind === 'tokens') throw answersNoRow(file)
  const task = objective.for(spec.objective.options, labels, counts)
  const trained = applyTuning(spec.tuning, model)
  const mark = await bestMark(runFolder)
  const best = await openBest(runFolder)
  const stored: { [name: string]: Tensor } = {}
  try {
    for (const [name, { shape }] of best.tensors) {
      const data = new Float32Array(elementCount(shape))
      await best.readInto(name, data)
      stored[name] = tensor(data, shape)
    }
  } finally {
    await best.close()
  }
  const made = await settledWeights(trained, async () => stored)
  const served = new Set(trained.settled?.graph().parameters.keys())
  const kept = Object.entries(stored).filter(([name]) => !served.has(name))
  const weights = { ...Object.fromEntries(kept), ...made }
  const tuning = settled(trained)
  const question = objective.ask?.(spec.objective.options, file, { model, tokenizer })
  return {
    folder: runFolder,
    model: withHead(model, headOf(spec)),
    file,
    task,
    question,
    demonstrator: await reopenDemonstrator(runFolder, spec.seed, question, openVectors),
    tuning,
    weights,
    bytes: Object.values(weights).reduce((sum, { data }) => sum + (data as Float32Array).byteLength, 0),
    mark,
    maxLength: Math.min(spec.training.maxLength, model.facts.maxLength - (trained.virtualTokens ?? 0)),
    hooks: tuning.hooks,
    own: new Set(Object.keys(weights)),
    outputs: task.outputs,
  }
}
