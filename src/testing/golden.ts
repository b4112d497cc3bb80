// Reads the golden files: what PyTorch and PEFT compute for a tiny model of each family. parity/README.md says how they were made.
import type { Verbalizer } from '../core/prompts/verbalizer.ts'
import { existsSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openSafetensors } from '../core/files/safetensors.ts'
import { elementCount } from '../core/files/safetensorsHeader.ts'
import type { AxisChoice, TuningChoice } from '../shared/run.ts'

const root = join(import.meta.dirname, 'golden')

/** The families that have golden files: all. */
export const goldenFamilies: readonly string[] = readdirSync(root).filter((name) =>
  existsSync(join(root, name, 'cases.json')),
)

/** Also a model folder: config.json and model.safetensors (no tokenizer; the batch is token ids). */
export const goldenFolder = (family: string): string => join(root, family)

/** Four texts of different lengths, unpadded. */
export interface GoldenBatch {
  readonly ids: readonly (readonly number[])[]
  readonly tokenTypes: readonly (readonly number[])[]
  readonly lengths: readonly number[]
  /** `ids` with some tokens hidden, the input of the masked-language-model cases. */
  readonly maskedIds: readonly (readonly number[])[]
  readonly labels: {
    readonly classify: readonly number[]
    readonly regress: readonly number[]
    /** The original id at hidden tokens, -100 elsewhere. */
    readonly maskedLm: readonly (readonly number[])[]
  }
  /** Sets of demonstrations: for each row their tokens one after another. */
  readonly demonstrations: readonly (readonly (readonly number[])[])[]
  readonly classWeights: readonly number[]
  readonly labelSmoothing: number
  readonly prompts: {
    /** Two gaps in each row, of which a prompt with one takes the first. */
    readonly places: readonly (readonly number[])[]
    /** The words of the four classes as tokens: for one gap, and for two. */
    readonly oneWords: Verbalizer
    readonly twoWords: Verbalizer
  }
}

export interface GoldenCase {
  readonly file: string
  /** classifyWeighted is classify with the batch's class weights and label smoothing. */
  readonly objective:
    | 'classify'
    | 'classifyWeighted'
    | 'softLabels'
    | 'regress'
    | 'maskedLm'
    | 'causalLm'
    | 'cloze'
    | 'clozeTwo'
    | 'clozeNext'
    | 'clozeDemonstrations'
    | 'clozeAuxiliary'
  /** `loraPlus` is LoRA whose B learn 16 times as fast. */
  readonly tuning:
    | 'full'
    | 'head'
    | 'bitfit'
    | 'ia3'
    | 'lora'
    | 'loraRs'
    | 'loraAllLinear'
    | 'dora'
    | 'loraPlus'
    | 'prefix'
    | 'prefixMlp'
    | 'softPrompt'
  readonly lora: {
    readonly rank: number
    readonly alpha: number
    readonly rsLora: boolean
    /** null: what the family adapts unless told otherwise. */
    readonly targetModules: readonly string[] | null
  } | null
  /** Of a prefix or a soft prompt; the width is that of the MLP that makes the prefix. */
  readonly prompt: { readonly length: number; readonly mlpWidth: number | null } | null
  /** The share of the hidden tokens' loss, where there is such an auxiliary one. */
  readonly auxiliary?: number
  /** The teacher's logits for each row, and the temperature, where rows are learned by those. */
  readonly soft?: { readonly temperature: number; readonly logits: readonly (readonly number[])[] }
  readonly trainable: readonly string[]
  /** The batch's loss before each of the steps. */
  readonly losses: readonly number[]
}

/** A case that AdapterHub's `adapters` computed. */
export interface GoldenAdapterCase extends Pick<
  GoldenCase,
  'file' | 'objective' | 'auxiliary' | 'soft' | 'trainable' | 'losses'
> {
  readonly tuning: string
  /** What the same is in a run's spec. */
  readonly choice: TuningChoice
}

/** A way of training exits that parity/exits.py computed, on one of the models below golden/exits. */
export interface GoldenExitCase {
  readonly exit: string
  readonly certainty: boolean
  readonly objective: 'classify' | 'regress'
  readonly tuning: 'full' | 'lora'
  /** One after another, the next from where the last one ended, each with an optimizer of its own. */
  readonly phases: readonly Pick<GoldenCase, 'file' | 'trainable' | 'losses'>[]
}

export interface GoldenExits {
  readonly batch: GoldenBatch
  readonly optimizer: Pick<Golden['optimizer'], 'learningRate' | 'weightDecay' | 'steps'>
  /** Of self-distillation. */
  readonly temperature: number
  readonly cases: readonly GoldenExitCase[]
}

export interface Golden {
  readonly batch: GoldenBatch
  readonly optimizer: {
    readonly learningRate: number
    readonly weightDecay: number
    readonly beta1: number
    readonly beta2: number
    readonly epsilon: number
    readonly steps: number
  }
  /** Rates in config.json, and where dropout falls with them; null for families whose layers another one has proved. */
  readonly dropouts: {
    readonly config: { readonly [field: string]: number }
    /** `width` is null on the attention's probabilities. */
    readonly sites: readonly { readonly rate: number; readonly width: number | null }[]
  } | null
  readonly cases: readonly GoldenCase[]
  readonly adapterCases: readonly GoldenAdapterCase[]
}

/** What transformers' generate() writes after each text of the batch, and how likely it finds the texts. */
export interface GoldenGeneration {
  readonly newTokens: number
  readonly greedy: readonly (readonly number[])[]
  /** The first tokens of each text, whose continuation `logProbabilities` judges token by token. */
  readonly context: number
  readonly logProbabilities: readonly (readonly number[])[]
  /** For the token after the first text; `probabilities` are what the sampling leaves of them. */
  readonly logits: readonly number[]
  readonly samplings: readonly {
    readonly temperature: number
    readonly topK: number
    readonly topP: number
    readonly probabilities: readonly number[]
  }[]
}

export interface GoldenTensor {
  readonly shape: readonly number[]
  readonly data: Float32Array
}

/** The tuning of a case, as a run names it. */
export function goldenTuning({ tuning, lora, prompt }: GoldenCase): AxisChoice {
  if (prompt !== null) {
    const { length, mlpWidth } = prompt
    if (tuning === 'softPrompt') return { id: tuning, options: { length, initial: 'random' } }
    return { id: 'prefix', options: { length, reparameterise: mlpWidth !== null, mlpWidth: mlpWidth ?? 1 } }
  }
  if (lora === null) return { id: tuning, options: {} }
  const { rank, alpha, rsLora, targetModules } = lora
  const [dora, rateRatio] = [tuning === 'dora', tuning === 'loraPlus' ? 16 : 1]
  const targets = [...(targetModules ?? [])]
  return { id: 'lora', options: { rank, alpha, dropout: 0, rsLora, dora, rateRatio, targets } }
}

/** A family's batch and list of cases. */
export async function readGolden(family: string): Promise<Golden> {
  const json = async (name: string): Promise<never> =>
    JSON.parse(await readFile(join(goldenFolder(family), name), 'utf8')) as never
  const adapters = existsSync(join(goldenFolder(family), 'adapters.json'))
    ? ((await json('adapters.json')) as { cases: readonly GoldenAdapterCase[] })
    : { cases: [] }
  return {
    batch: await json('batch.json'),
    ...((await json('cases.json')) as Omit<Golden, 'batch' | 'adapterCases'>),
    adapterCases: adapters.cases,
  }
}

/** The models whose exits have golden files, as names for goldenFolder and readGoldenTensors. */
export const goldenExitModels: readonly string[] = ['bert', 'distilbert', 'roberta'].map((name) =>
  join('exits', name),
)

/** A batch and the list of cases of one of goldenExitModels. */
export async function readGoldenExits(name: string): Promise<GoldenExits> {
  const json = async (file: string): Promise<never> =>
    JSON.parse(await readFile(join(goldenFolder(name), file), 'utf8')) as never
  return { batch: await json('batch.json'), ...((await json('cases.json')) as Omit<GoldenExits, 'batch'>) }
}

/** A causal language model's generation.json. */
export async function readGoldenGeneration(family: string): Promise<GoldenGeneration> {
  return JSON.parse(await readFile(join(goldenFolder(family), 'generation.json'), 'utf8')) as GoldenGeneration
}

/** All tensors of one of a family's safetensors files, e.g. a case's `file` or 'hidden.safetensors'. */
export async function readGoldenTensors(
  family: string,
  name: string,
): Promise<ReadonlyMap<string, GoldenTensor>> {
  const file = await openSafetensors(join(goldenFolder(family), name))
  const tensors = new Map<string, GoldenTensor>()
  for (const { name: tensor, shape } of file.tensors.values()) {
    const data = new Float32Array(elementCount(shape))
    await file.readInto(tensor, data)
    tensors.set(tensor, { shape, data })
  }
  await file.close()
  return tensors
}
