// How much memory training takes, from a model's sizes alone. The constants are fitted to measured peaks: see the test.

/** As much of a model as the estimate needs. */
export interface ModelSize {
  readonly parameters: number
  readonly layers: number
  readonly hidden: number
  readonly heads: number
  readonly vocabulary: number
}

/** What a method trains. */
export interface Trained {
  readonly weights: number
  /** Whether the backward pass goes through the layers; for a head alone it does not. */
  readonly deep: boolean
}

/** What is computed at once. */
export interface PieceSize {
  /** Rows of a step; a piece never has more. */
  readonly batch: number
  readonly microTokens: number
  /** Tokens of the longest row. */
  readonly maxLength: number
  /** Share of the tokens that are predicted over the whole vocabulary; 0 for a classifier. */
  readonly predicted?: number
}

/** The defaults of a run. */
export const usualPieces: PieceSize = { batch: 16, microTokens: 512, maxLength: 128 }

/** Node, ONNX Runtime, its graphs and the tokenizer. */
const processBytes = 200e6
/** Besides the weight itself: gradient, sum of pieces, AdamW's two moments, and what ONNX Runtime holds in passing. */
const trainedCopies = 6.5
/** Floats of one token in one layer that the backward pass needs again, in widths, and in rows of the score matrix. */
const keptWidths = 20.8
const keptScores = 3.2
/** Logits, their softmax and their gradient. */
const logitCopies = 3
/** An evaluation looks at so many tokens at once and keeps about so many widths of each. */
const evaluation = { tokens: 1024, widths: 26 }

/** Bytes that a training process takes at its peak, about: weights, what training holds of them, and the activations of one piece. */
export function trainingMemory(
  { parameters, layers, hidden, heads, vocabulary }: ModelSize,
  { weights, deep }: Trained,
  { batch, microTokens, maxLength, predicted = 0 }: PieceSize = usualPieces,
): number {
  // Rows are not cut, so a piece may be half a row larger than it should.
  const tokens = Math.min(batch * maxLength, Math.max(microTokens, maxLength) + maxLength / 2)
  const activations = deep
    ? tokens * layers * (keptWidths * hidden + keptScores * heads * maxLength)
    : evaluation.tokens * evaluation.widths * hidden
  const logits = tokens * predicted * vocabulary * logitCopies
  return processBytes + 4 * (parameters + trainedCopies * weights + activations + logits)
}

/** What LoRA trains with its defaults: rank 8 beside query and value. */
export function loraTrained({ layers, hidden }: ModelSize): Trained {
  return { weights: layers * 2 * 2 * 8 * hidden, deep: true }
}
