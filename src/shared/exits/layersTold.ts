// How many layers texts went through, in words.
import { number, percent } from '../format.ts'

/** "2.31 of 4 layers on average (42.3 % saved)". */
export const layersTold = ({ mean, all }: { readonly mean: number; readonly all: number }): string =>
  `${number(mean)} of ${all} layers on average (${percent(1 - mean / all)} saved)`
