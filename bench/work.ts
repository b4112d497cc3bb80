// What both sides of a comparison are asked to do, and what they answer.

/** Training steps on random weights and random tokens, every row of the same length: no padding, nothing to gain from it. */
export interface StepWork {
  readonly name: string
  readonly layers: number
  readonly hidden: number
  readonly heads: number
  readonly intermediate: number
  readonly vocabulary: number
  readonly batch: number
  readonly length: number
  readonly tuning: 'lora' | 'full'
  readonly threads: number
  /** At least 3 steps are timed, and steps for at least so long. */
  readonly seconds: number
}

/** What every comparison is about. */
export interface Measured {
  readonly tokensPerSecond: number
  /** The process's largest resident memory. */
  readonly peakBytes: number
}

/** Tokens per second of the median step. */
export interface StepResult extends Measured {
  readonly steps: number
  /** The last loss, so that a broken side cannot look fast. */
  readonly loss: number
}

/** What only Lathe's side measures. */
export interface LatheStepResult extends StepResult {
  /** Making the training session, weights excepted. */
  readonly sessionSeconds: number
  /** Multiplications and additions in matrix products per second, over what one large product reaches. */
  readonly peakShare: number
}

/** Both sides' answers to one piece of work, medians of the rounds. Ratios are Lathe's over PyTorch's. */
export interface Comparison<W, L extends Measured, T extends Measured> {
  readonly work: W
  readonly lathe: L
  readonly torch: T | null
  readonly speedRatio: number | null
  readonly memoryRatio: number | null
}
export type StepComparison = Comparison<StepWork, LatheStepResult, StepResult>
export type TextComparison = Comparison<TextWork, TextResult, TextResult>

const base = { hidden: 768, heads: 12, intermediate: 3072, vocabulary: 30522, batch: 16 }
const models = [
  { name: 'BERT-base', ...base, layers: 12 },
  { name: 'base width, 4 layers', ...base, layers: 4 },
  {
    name: 'starter size',
    layers: 4,
    hidden: 256,
    heads: 4,
    intermediate: 1024,
    vocabulary: 12000,
    batch: 16,
  },
]

/** Every model x length x tuning. */
export function stepWorks(threads: number, seconds: number): StepWork[] {
  return models.flatMap((model) =>
    [64, 128].flatMap((length) =>
      (['lora', 'full'] as const).map((tuning) => ({ ...model, length, tuning, threads, seconds })),
    ),
  )
}

/** Multiply-adds x 2 of a step's matrix products; the embedding look-up and attention's softmax count nothing. */
export function stepFlops({ layers, hidden, intermediate, batch, length, tuning }: StepWork): number {
  const tokens = batch * length
  const weights = layers * (4 * hidden * hidden + 2 * hidden * intermediate)
  const attention = layers * 2 * length * hidden
  // Backward costs one product for the input and, where the weights are trained, one for the weights.
  const passes = tuning === 'full' ? 3 : 2
  return 2 * tokens * (weights * passes + attention * 3)
}

/** Fine-tuning on real texts from the files to the last evaluation. */
export interface TextWork {
  readonly name: string
  readonly data: string
  /** Tab-separated, with the columns text and label. */
  readonly train: string
  readonly dev: string
  /** A model folder with random weights. */
  readonly model: string
  readonly tuning: 'lora' | 'full' | 'prefix'
  readonly epochs: number
  readonly batch: number
  readonly maxLength: number
  readonly learningRate: number
  /** Share of the steps in which the learning rate rises. */
  readonly warmup: number
  readonly seed: number
  readonly threads: number
}

/** Tokens per second: the training rows' real ones, over all of `seconds`. */
export interface TextResult extends Measured {
  /** From reading the files to the last evaluation; loading libraries is not counted. */
  readonly seconds: number
  /** On the validation rows. */
  readonly accuracy: number
}
