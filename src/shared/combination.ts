// How several LoRAs become one.

export const combinations = ['cat', 'linear', 'svd'] as const
export type Combination = (typeof combinations)[number]

/** What each way does, for people. */
export const combinationTexts: {
  readonly [C in Combination]: { readonly title: string; readonly text: string }
} = {
  cat: {
    title: 'Side by side (cat)',
    text: 'Puts the matrices side by side, which is the exact sum; the result has the ranks of all together.',
  },
  linear: {
    title: 'Matrix by matrix (linear)',
    text: 'Adds A to A and B to B; the result is as small as one of them, but only roughly the sum, and all need the same rank.',
  },
  svd: {
    title: 'Largest directions (svd)',
    text: 'Takes the exact sum and keeps its largest directions; no other result of this rank is nearer to the sum.',
  },
}

export interface CombinationOptions {
  readonly by: Combination
  /** Of the result, for `svd` alone; without it the largest rank of the parts. */
  readonly rank?: number | undefined
}
