// Causal language modelling (Radford et al. 2018): predict every token from those before it.
import type { Predictions } from './languageModel.ts'

/** Every token of every row but the first, which nothing comes before. */
export function nextTokens(rows: readonly { readonly ids: ArrayLike<number> }[]): Predictions {
  const places: number[] = []
  const truth: number[] = []
  let start = 0
  for (const { ids } of rows) {
    for (let i = 1; i < ids.length; i++) {
      places.push(start + i - 1)
      truth.push(ids[i]!)
    }
    start += ids.length
  }
  return { places, truth }
}
