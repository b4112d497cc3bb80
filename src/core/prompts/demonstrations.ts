// Demonstrations: solved rows that stand beside the one that is asked, one of each class (Gao et al. 2021, section 6).
import { LabError } from '../../shared/labError.ts'
import type { Random } from '../../shared/random.ts'
import type { Demonstration } from './promptRows.ts'
import type { Texts } from './template.ts'

/** How a row's demonstrations are chosen: among all, or among those whose meaning is near. */
export const demonstrationChoices = ['none', 'random', 'similar'] as const

/** Labelled rows to choose from, class by class. */
export type DemonstrationPool = readonly (readonly Demonstration[])[]

/** Rows of each class that are kept to choose from. */
export const poolSize = 256

/**
 * The pool of some rows: at most `poolSize` of each class, drawn by `rng`, with no text twice. `words` are the tokens that
 * solve a row of each class.
 * @throws LabError('option') for a class with fewer than two: a row is never its own demonstration, and one without a
 * demonstration of its class would be known by that.
 */
export function demonstrationPool(
  rows: readonly { readonly texts: Texts; readonly of: number }[],
  classes: readonly string[],
  words: readonly (readonly number[])[],
  rng: Random,
): DemonstrationPool {
  return classes.map((name, c) => {
    const own = new Map(
      rows
        .filter(({ of }) => of === c)
        .map(({ texts: { text, pair } }) => [
          JSON.stringify([text, pair]),
          pair === undefined ? { text } : { text, pair },
        ]),
    )
    if (own.size < 2)
      throw new LabError(
        'option',
        `Demonstrations need two different training rows of each class, and "${name}" has ${own.size === 1 ? 'one' : 'none'}. Choose more shots, or no demonstrations.`,
        { option: 'cloze.demonstrations', label: name },
      )
    return rng
      .shuffle([...own.values()])
      .slice(0, poolSize)
      .map((texts) => ({ texts, word: words[c]! }))
  })
}

/** Sentence vectors of length 1: of a row, and of the pool class by class. */
export interface Likeness {
  readonly query: Float32Array
  readonly pool: readonly (readonly Float32Array[])[]
  /** The share of each class that lies nearest to the row by cosine and may stand beside it. */
  readonly share: number
}

/** What may stand beside `query`: of each class all rows but the query itself, or the most like of these, at least one. */
export function candidates(pool: DemonstrationPool, query: Texts, likeness?: Likeness): DemonstrationPool {
  return pool.map((rows, c) => {
    const others = [...rows.keys()].filter((i) => !same(rows[i]!.texts, query))
    if (likeness === undefined) return others.map((i) => rows[i]!)
    const cosine = likeness.pool[c]!.map((vector) => dot(likeness.query, vector))
    return others
      .sort((a, b) => cosine[b]! - cosine[a]!)
      .slice(0, Math.max(1, Math.floor(likeness.share * others.length)))
      .map((i) => rows[i]!)
  })
}

/** One of each class, in the order of the classes. */
export const draw = (from: DemonstrationPool, rng: Random): Demonstration[] =>
  from.map((rows) => rows[rng.integer(rows.length)]!)

const same = (a: Texts, b: Texts): boolean => a.text === b.text && a.pair === b.pair

const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0)
