// How much memory training takes, from a model's sizes alone. The constants were fitted to measured peaks; see the test.

/** As much of a model as the estimate needs. */
export interface ModelSize {
  readonly parameters: number
  readonly layers: number
  readonly hidden: number
  readonly heads: number
  readonly vocabulary: number
}

/** What is computed at once. */
export interface PieceSize {
  readonly microTokens: number
  /** Tokens of the longest row. */
  readonly maxLength: number
}

/** The defaults of a run. */
export const usualPieces: PieceSize = { microTokens: 512, maxLength: 128 }

/** Node, ONNX Runtime and the tokenizer. */
const processBytes = 130e6
/** Kept floats of one token in one layer, in widths: what the backward pass needs again. */
const keptWidths = 22
/** The same of attention, in entries of the score matrix. */
const keptScores = 3

/**
 * Bytes that a training process takes at its peak. Weights once; of the trained ones gradient, sum of pieces and AdamW's two
 * moments besides; the activations of one piece; and, where the word embeddings learn, a gradient of their size in passing.
 */
export function trainingMemory(
  { parameters, layers, hidden, heads, vocabulary }: ModelSize,
  trainable: number,
  { microTokens, maxLength }: PieceSize = usualPieces,
): number {
  const tokens = Math.max(microTokens, maxLength)
  const activations =
    tokens * layers * (keptWidths * hidden + keptScores * heads * Math.min(maxLength, tokens))
  const embeddings = trainable > vocabulary * hidden ? vocabulary * hidden : 0
  return processBytes + 4 * (parameters + 4 * trainable + activations + embeddings)
}

/** Weights that LoRA trains with its defaults: rank 8 beside query and value. */
export function loraParameters({ layers, hidden }: ModelSize): number {
  return layers * 2 * 2 * 8 * hidden
}
