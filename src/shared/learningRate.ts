// Which learning rate fits a model's width.

/** The width for which methods state theirs: BERT-base. */
export const statedWidth = 768

/**
 * A method's learning rate for a model of width `hidden`, to two digits. Narrower models need larger steps:
 * with the square of the ratio, full fine-tuning and LoRA both train well from width 256 to 768 without touching anything.
 */
export function learningRateFor(stated: number, hidden: number): number {
  return Number((stated * (statedWidth / hidden) ** 2).toPrecision(2))
}
