// How several LoRAs become one.

/** `cat`: side by side, the exact sum, of all their ranks together. `linear`: matrix by matrix, of their common rank. */
export const combinations = ['cat', 'linear'] as const
export type Combination = (typeof combinations)[number]
