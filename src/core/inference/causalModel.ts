// A model that writes: pre-trained, or the best weights of a run on top of one.
import { LabError } from '../../shared/labError.ts'
import { applyTuning } from '../catalog/tunings.ts'
import { openCheckpoint } from '../files/checkpoint.ts'
import type { Parameter } from '../graph/graph.ts'
import { endTokens } from '../models/endTokens.ts'
import type { Model } from '../models/family.ts'
import type { Hooks } from '../models/hooks.ts'
import { openModel } from '../models/open.ts'
import type { Tensor } from '../runtime/session.ts'
import { loadTokenizer, type Tokenizer } from '../tokens/tokenizer.ts'
import { loadBest } from '../training/bestWeights.ts'
import { readRunFile } from '../training/method.ts'
import { settled, settledWeights } from '../training/settled.ts'
import { loadWeights, storedName, type Weights } from '../training/weights.ts'

/** Where it lies; `runFolder` for a run that was trained on the model. */
export interface CausalPlace {
  readonly modelFolder: string
  readonly runFolder?: string
}

export interface CausalModel {
  readonly model: Model
  /** Of the run's tuning. */
  readonly hooks: Hooks
  /** The longest text that it reads, in tokens. */
  readonly maxLength: number
  readonly tokenizer: Tokenizer
  /** Tokens that end a text. */
  readonly ends: ReadonlySet<number>
  /** The tokens of a text's beginning, with what the tokenizer puts before it. An empty one begins with the token for that. */
  beginning(text: string): number[]
  /** The values of a graph's parameters; read once, however many graphs share them. */
  load(parameters: Iterable<Parameter>): Promise<Weights['tensors']>
}

/**
 * Opens the model of `place`.
 * @throws LabError('method') where it is not a causal language model, LabError('tensor') where weights are missing.
 */
export async function openCausalModel({ modelFolder, runFolder }: CausalPlace): Promise<CausalModel> {
  const model = await openModel(modelFolder)
  if (model.languageModel.kind !== 'causal')
    throw new LabError(
      'method',
      `A ${model.family} model sees both sides of a word and cannot write texts. Choose a model that reads from left to right, such as GPT-2 or Llama.`,
      { family: model.family },
    )
  const run = runFolder === undefined ? undefined : await readRunFile(runFolder)
  if (run && run.spec.objective.id !== 'causalLm')
    throw new LabError(
      'method',
      `The run was trained for the objective "${run.spec.objective.id}". Only runs of causalLm write texts.`,
      { objective: run.spec.objective.id },
    )
  const tokenizer = await loadTokenizer(modelFolder)
  const named = await endTokens(modelFolder)
  const { eos } = tokenizer.special
  const loaded: { [name: string]: Tensor } = {}
  const tuning = run && applyTuning(run.spec.tuning, model, { labels: [], tokenizer })
  const load = async (parameters: Iterable<Parameter>): Promise<Weights['tensors']> => {
    const all = [...parameters].filter(({ value }) => !(value.name in loaded))
    if (all.length === 0) return loaded
    const checkpoint = await openCheckpoint(modelFolder)
    try {
      const missing = all.find(({ value }) => storedName(checkpoint, model.aliases(value.name)) === undefined)
      if (missing && !run)
        throw new LabError(
          'tensor',
          `${checkpoint.path} has no weight called ${missing.value.name}, so the model cannot write. It may be the model of a classifier.`,
          { tensor: missing.value.name, file: checkpoint.path },
        )
      const { tensors } = await loadWeights(all, [], checkpoint, model.aliases, run?.spec.seed ?? 0)
      Object.assign(loaded, tensors)
      if (runFolder !== undefined) await loadBest(runFolder, loaded)
      return loaded
    } finally {
      await checkpoint.close()
    }
  }
  if (tuning) Object.assign(loaded, await settledWeights(tuning, load))
  return {
    model,
    hooks: tuning ? settled(tuning).hooks : {},
    maxLength: model.facts.maxLength - (tuning?.virtualTokens ?? 0),
    tokenizer,
    beginning: (text) => {
      const ids = [...tokenizer.around.before, ...tokenizer.bare(text)]
      const start = tokenizer.special.bos ?? eos
      return ids.length === 0 && start !== null ? [start] : ids
    },
    ends: new Set(named.length > 0 || eos === null ? named : [eos]),
    load,
  }
}
