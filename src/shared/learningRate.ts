// Which learning rate fits a model's width.

/** The width for which methods state theirs: BERT-base. */
export const statedWidth = 768

/**
 * A method's learning rate for a model of width `hidden`, to two digits. Adam's steps do not know how many inputs a sum has,
 * so a wider model needs smaller ones: the rate goes with 1 / width (Yang et al. 2022, "Tensor Programs V", table 3).
 */
export function learningRateFor(stated: number, hidden: number): number {
  return Number(((stated * statedWidth) / hidden).toPrecision(2))
}
