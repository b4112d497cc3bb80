// What an objective is: what the model is asked, the loss, and what an answer means.
import type { z } from 'zod'
import type { Example } from '../../shared/dataset.ts'
import type { Predicted } from '../../shared/jobs.ts'
import type { Random } from '../../shared/random.ts'
import type { Scores } from '../../shared/run.ts'
import type { Graph } from '../graph/graph.ts'
import type { Dim, Value } from '../graph/value.ts'
import type { LanguageModel, Model, Rates } from '../models/family.ts'
import type { Context } from '../models/layers.ts'
import type { PromptEncoder } from '../prompts/promptRows.ts'
import type { TokenRow } from '../tokens/pack.ts'
import type { TokenTable } from '../tokens/table.ts'
import type { Tokenizer } from '../tokens/tokenizer.ts'
import type { Ask } from './languageModel.ts'
import type { Teacher } from './teacher.ts'

interface Described<S extends z.ZodType> {
  readonly id: string
  readonly title: string
  readonly summary: string
  readonly claim: string
  /** The tuning that suits it unless another is chosen. */
  readonly tuning: string
  readonly schema: S
}

/** Learns from labels. */
export interface RowObjective<S extends z.ZodType = z.ZodType> extends Described<S> {
  readonly kind: 'rows'
  /** The kind of dataset that it needs. */
  readonly dataset: 'classify' | 'regress'
  /** Whether its training rows need soft labels (see data/softLabels.ts). */
  readonly softLabels?: true
  /** Whether it learns from the words of texts alone, and no model takes part. */
  readonly wordsAlone?: boolean
  /** For the labels of one dataset and how many training rows each has; both are empty for regression. The head is the model's part. */
  for(options: Omit<z.output<S>, 'head'>, labels: readonly string[], counts: readonly number[]): RowTask
  /**
   * How rows are asked, where that is not a head on the model's pooled vector. Throws `option` or `method` where `language`
   * cannot be asked like that.
   */
  ask?(options: z.output<S>, data: AskedData, language: Language): Question
}

/** What a question needs to know of a dataset. */
export interface AskedData {
  /** Empty for numbers. */
  readonly labels: readonly string[]
  readonly pairs: boolean
}

/** Rows as prompts, answered by the model's own language model. */
export interface Question {
  /** Tokens that are read in each row. */
  readonly places: number
  readonly encode: PromptEncoder
  /** Where rows are asked beside solved ones. */
  readonly demonstrations?: DemonstrationOptions | undefined
  /** Logits [rows, outputs] for the last states [rows places, D] of those tokens; `rows` is B unless it is said. */
  logits(c: Context, states: Value, rows?: Dim): Value
  /** Whether a weight belongs to the language model's head, and not to the model below it. */
  isHead(name: string): boolean
  /** What the model learns beside the answers. */
  readonly auxiliary?: Auxiliary | undefined
}

/** Masked language modelling beside the answers: the loss is (1 - share) answers + share hidden tokens. */
export interface Auxiliary {
  readonly share: number
  readonly ask: Ask
}

/** What stands beside a row that is asked. */
export interface DemonstrationOptions {
  /** How often a row is answered beside other ones; the logits are averaged. */
  readonly sets: number
  /** Whether they are to be like the row, and then the share of each class to choose from. */
  readonly similar: boolean
  readonly share: number
  /** The names of the classes of which each gives one, and the tokens that solve a row of it. */
  readonly classes: readonly string[]
  readonly words: readonly (readonly number[])[]
  /** The class of a row by its label's target. */
  classOf(target: number): number
}

/** A question whose rows stand beside solved ones. */
export type DemonstratedQuestion = Question & { readonly demonstrations: DemonstrationOptions }

export const isDemonstrated = (question: Question | undefined): question is DemonstratedQuestion =>
  question?.demonstrations !== undefined

/** Learns from the texts of any dataset. */
export interface TokenObjective<S extends z.ZodType = z.ZodType> extends Described<S> {
  readonly kind: 'tokens'
  /** The kind of model that it needs. */
  readonly languageModel: LanguageModel['kind']
  /** For one model. Throws `method` where that model cannot do it. */
  for(options: z.output<S>, language: Language): TokenTask
}

export type Objective = RowObjective | TokenObjective

/** The model that an objective works on, and its tokenizer. */
export interface Language {
  readonly model: Model
  readonly tokenizer: Tokenizer
  /** The model that the objective's option "teacher" names. */
  readonly teacher?: Teacher | undefined
}

/** One tensor that the loss needs beside the batch inputs. */
export interface Target {
  readonly data: Float32Array | BigInt64Array
  readonly shape: readonly number[]
}

/** An objective at work on one dataset: it answers rows, or looks at the tokens themselves. */
export type Task = RowTask | TokenTask

interface Judged {
  /** The score that chooses the best checkpoint, and whether larger is better. */
  readonly criterion: { readonly name: 'accuracy' | 'pearson' | 'loss'; readonly larger: boolean }
}

/** Answers each row by a head on its pooled vector. A target is a class index, or a number for regression. */
export interface RowTask extends Judged {
  readonly kind: 'rows'
  /** Width of the head's output. */
  readonly outputs: number
  readonly problemType: 'single_label_classification' | 'regression'
  /** The number that a row's label stands for; NaN where it stands for none. */
  target(label: string): number
  /** The loss of logits [B, outputs] as a scalar; declares the inputs that `feeds` fills. */
  loss(g: Graph, logits: Value): Value
  /**
   * Those inputs for some rows of a batch, with their soft labels where the objective needs them. The losses of a batch's
   * pieces add up to the batch's loss.
   */
  feeds(
    targets: readonly number[],
    batch: readonly number[],
    soft?: readonly Float32Array[],
  ): { readonly [input: string]: Target }
  /** How wrong the logits of each row are, [B, 1] from 0 to 1 without a gradient, by the same inputs as the loss. */
  wrong(g: Graph, logits: Value): Value
  /** The loss of one row, unweighted. */
  rowLoss(logits: Float32Array, target: number): number
  predict(logits: Float32Array): Predicted
  score(rows: readonly { readonly logits: Float32Array; readonly target: number }[]): Scores
}

/** Judges tokens, labels ignored; it answers no row. */
export interface TokenTask extends Judged {
  readonly kind: 'tokens'
  /** Whether the loss is in nats for each token, so that its exponential is a perplexity. */
  readonly perplexity: boolean
  /** Texts as the rows to learn from, of at most `length` tokens each. */
  rows(examples: AsyncIterable<Example>, length: number): Promise<TokenTable>
  /** The loss as a scalar, from the embeddings up; declares the inputs that `pieces` fills. */
  loss(c: Context, model: Model, rates: Rates): Value
  /** The pieces of one batch, ready for the model. Only `rng` may decide what is random in them. */
  pieces(batch: readonly (readonly TokenRow[])[], rng: Random): Promise<TokenPieces>
  /** Whether a weight belongs to the head that makes the loss, and not to the model below it. */
  isHead(name: string): boolean
}

/** A batch of token rows. The losses of its pieces add up to the mean over the tokens it asks for. */
export interface TokenPieces {
  /** Tokens that the batch asks for. */
  readonly asked: number
  readonly pieces: readonly {
    /** The rows as the model reads them, e.g. with tokens hidden. */
    readonly rows: readonly TokenRow[]
    /** What the loss needs beside them. */
    readonly feeds: { readonly [input: string]: Target }
    /** The named sizes among the shapes of those. */
    readonly dims: { readonly [name: string]: number }
  }[]
}

/** Gives the compiler the type of an objective's options. */
export function defineRowObjective<S extends z.ZodType>(objective: RowObjective<S>): RowObjective<S> {
  return objective
}

/** Gives the compiler the type of an objective's options. */
export function defineTokenObjective<S extends z.ZodType>(objective: TokenObjective<S>): TokenObjective<S> {
  return objective
}
