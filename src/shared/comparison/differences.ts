// Which differences between methods may be chance: each against one of them, with cautions for few seeds and many tests.
import { plural } from '../format.ts'
import type { LadderDetails, TrainingSize } from '../ladder.ts'
import { holm, leastExactP, type PairedTest } from '../statistics.ts'
import { compared, sizesOf, type Spread, type Summary } from './trials.ts'

/** Below this a difference counts as found (the custom of the field). */
export const surely = 0.05

/**
 * What a test says. `found`: by the corrected t test and by signs. `unproven`: by the first alone. `chance`: by neither.
 * `same`: no difference on average. `unknown`: fewer than two seeds in common.
 */
export type Finding = 'found' | 'unproven' | 'chance' | 'same' | 'unknown'

/** A method against the reference at one size. */
export interface Difference {
  readonly size: TrainingSize
  readonly method: string
  readonly reference: string
  /** Of the method against the reference. */
  readonly test: PairedTest
  /** The t test's p by Holm's correction for all that were made at once; null without one. */
  readonly corrected: number | null
  readonly finding: Finding
  /** How many tests were made at once. */
  readonly tests: number
}

/** Every other method at every size against `reference`, by size. */
export function differencesOf(summaries: readonly Summary[], reference: string | undefined): Difference[] {
  const pairs = sizesOf(summaries).flatMap((size) => {
    const here = summaries.filter((one) => one.size === size)
    const base = here.find(({ method }) => method === reference)
    return base ? here.flatMap((other) => (other === base ? [] : [{ size, other, base }])) : []
  })
  const tested = testTogether(pairs.map(({ other, base }) => [other.score, base.score]))
  return pairs.map(({ size, other, base }, i) => ({
    size,
    method: other.method,
    reference: base.method,
    ...tested[i]!,
  }))
}

type Tested = Pick<Difference, 'test' | 'corrected' | 'finding' | 'tests'>

/** Several pairs of methods that are judged at once. */
export function testTogether(pairs: readonly (readonly [Spread, Spread])[]): Tested[] {
  const all = pairs.map(([first, second]) => compared(first, second))
  const ps = all.flatMap(({ p }) => p ?? [])
  const corrected = holm(ps).values()
  return all.map((test) => {
    const own = test.p === null ? null : corrected.next().value!
    return { test, corrected: own, finding: findingOf(test, own), tests: ps.length }
  })
}

/** The exact p is a check of the t test's assumption, so it counts as it is: corrected, no usual number of seeds could pass. */
function findingOf({ difference, p, exactP }: PairedTest, corrected: number | null): Finding {
  if (p === null || corrected === null) return 'unknown'
  if (difference === 0) return 'same'
  if (corrected >= surely) return 'chance'
  return exactP === null || exactP < surely ? 'found' : 'unproven'
}

/** What to keep in mind about `differences`; nothing where nothing was tested. */
export function cautionsOf(
  differences: readonly Difference[],
  testRows: LadderDetails['testRows'],
): string[] {
  const tested = differences.filter(({ corrected }) => corrected !== null)
  if (tested.length === 0) return []
  const fewest = Math.min(...tested.map(({ test }) => test.pairs))
  return [
    ...(tested.length > 1 ? [manyTests(tested)] : []),
    ...(leastExactP(fewest) >= surely ? [fewSeeds(fewest)] : []),
    testRows === 'file'
      ? 'Every seed is scored on the same test rows. What is found holds for other training runs, and for other rows only as far as these stand for them.'
      : 'Every seed draws its test rows anew from the same file, and what the seeds learn from overlaps. They tell less than as many fresh sets of rows would, so p is rather too small (Nadeau and Bengio 2003).',
  ]
}

function manyTests(tested: readonly Difference[]): string {
  const lost = tested.filter(({ test, corrected }) => test.p! < surely && corrected! >= surely).length
  const kept = tested.filter(({ corrected }) => corrected! < surely).length
  const less = lost > 0 ? `, and ${lost} no longer ${lost === 1 ? 'does' : 'do'}` : ''
  return `These are ${plural(tested.length, 'test')} at once, and among many something always looks found. The corrected p (Holm) allows for that: by it ${kept} of them still ${kept === 1 ? 'stands' : 'stand'} out${less}.`
}

function fewSeeds(fewest: number): string {
  return `The t test takes the differences for normally distributed, which ${plural(fewest, 'seed')} cannot show. The test by signs does without that and cannot find anything over so few: even where all seeds agree, luck alone does that in 2 of ${2 ** fewest} cases (p = ${leastExactP(fewest)}). Six seeds or more can.`
}
