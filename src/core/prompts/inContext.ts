// Learning in the context: solved rows in the prompt itself, and no gradient (Brown et al. 2020). Which rows they are and in
// which order they stand can matter more than the template (Zhao et al. 2021; Lu et al. 2022), so both are tried several times.
import type { DemonstrationWish } from '../../shared/prompts.ts'
import { random } from '../../shared/random.ts'
import { candidates, type DemonstrationPool, type Likeness } from './demonstrations.ts'
import type { Demonstration } from './promptRows.ts'
import type { Texts } from './template.ts'

/** One way to put solved rows beside every row; both count from 0. */
export interface ContextTrial {
  readonly selection: number
  readonly order: number
}

export interface InContext {
  /** First the orders of the first selection, then the other selections in the first order. */
  readonly trials: readonly ContextTrial[]
  /** The solved rows beside a row in a trial. `likeness` gives those most like it; without one any are taken. */
  beside(texts: Texts, trial: ContextTrial, likeness?: Omit<Likeness, 'share'>): Demonstration[]
}

/** Nothing beside any row. */
export const noContext: InContext = { trials: [{ selection: 0, order: 0 }], beside: () => [] }

/** `wish.perClass` rows of each class of the pool. */
export function inContext(pool: DemonstrationPool, wish: DemonstrationWish): InContext {
  const { perClass, selection, orders, seed } = wish
  const permutations = distinctOrders(pool.length * perClass, orders, seed)
  // What is most like a row is one selection; any rows are as many as wished for.
  const selections = Array.from({ length: selection === 'similar' ? 1 : orders }, (_, s) =>
    pool.map((rows, c) => random(seed, 'selection', s, c).shuffle([...rows])),
  )
  return {
    trials: [
      ...permutations.map((_, order) => ({ selection: 0, order })),
      ...selections.slice(1).map((_, s) => ({ selection: s + 1, order: 0 })),
    ],
    beside: (texts, { selection, order }, likeness) => {
      const from = likeness
        ? candidates(pool, texts, { ...likeness, share: 1 })
        : candidates(selections[selection]!, texts)
      const chosen = from.flatMap((rows) => rows.slice(0, perClass))
      return permutations[order]!.map((i) => chosen[i]!)
    },
  }
}

/** `count` different orders of `length` things, or all that there are. */
function distinctOrders(length: number, count: number, seed: number): number[][] {
  let all = 1
  for (let n = 2; n <= length && all < count; n++) all *= n
  const found = new Map<string, number[]>()
  for (let n = 0; found.size < Math.min(all, count); n++) {
    const order = random(seed, 'order', n).shuffle(Array.from({ length }, (_, i) => i))
    found.set(order.join(), order)
  }
  return [...found.values()]
}
