// What the numbers of a comparison say, in sentences.
import type { LadderDetails, TrainingSize } from '../ladder.ts'
import type { PairedTest } from '../statistics.ts'
import { number, plural } from '../format.ts'
import type { Spread } from './trials.ts'

/** Below this a difference counts as found (the custom of the field). */
export const surely = 0.05

/** A score: three decimals, so that scores, deviations and differences line up. */
export function score(value: number): string {
  return Math.abs(value) < 10 ? value.toFixed(3) : number(value)
}

/** "0.912 ± 0.014" as one string; a single seed has no deviation to tell. */
export function meanAndDeviation(spread: Spread): string {
  return score(spread.mean) + deviationOf(spread)
}

/** The same for a difference: "−0.021 ± 0.004". */
export function gapAndDeviation(spread: Spread): string {
  return signed(spread.mean) + deviationOf(spread)
}

const deviationOf = ({ deviation, values }: Spread): string =>
  values.length > 1 ? ` ± ${score(deviation)}` : ''

/** A difference of scores with its sign: "+0.012", "−0.300". */
export function signed(value: number): string {
  return `${value > 0 ? '+' : value < 0 ? '−' : ''}${score(Math.abs(value))}`
}

/** "16 rows per class", or "all rows". */
export function sizeTitle(size: TrainingSize): string {
  return size === 'all' ? 'all rows' : `${plural(size, 'row')} per class`
}

/** What a paired test of `first` against `second` means, for people who have never met one. */
export function significanceSentence(first: string, second: string, test: PairedTest): string {
  const { difference, pairs, p } = test
  if (pairs === 0) return `${first} and ${second} have no seed in common yet, so they cannot be compared.`
  if (difference === 0) return `${first} and ${second} score the same over ${plural(pairs, 'seed')}.`
  const [better, worse] = difference > 0 ? [first, second] : [second, first]
  const found = `${better} scores ${amount(Math.abs(difference))} more than ${worse} over ${plural(pairs, 'seed')}`
  if (p === null) return `${found}. One seed cannot tell whether that is chance: run more.`
  if (p < surely)
    return `${found} (paired t test, p = ${number(p)}). If the two were equally good, so large a difference would come up in ${oneIn(p)}: it is unlikely to be chance.`
  return `${found} (paired t test, p = ${number(p)}). If the two were equally good, a difference this large would still come up in about ${Math.round(100 * p)} of 100 comparisons: it may well be chance.`
}

/** A difference that rounds to nothing is still none of nothing. */
const amount = (value: number): string => (value < 0.0005 ? 'less than 0.001' : score(value))

function oneIn(p: number): string {
  return p < 0.001 ? 'less than 1 of 1,000 comparisons' : `about 1 of ${Math.round(1 / p)} comparisons`
}

/** The name a person gave, or its number. */
export function ladderName({
  name,
  number: position,
}: {
  readonly name: string
  readonly number: number
}): string {
  return name || `Comparison ${position}`
}

/** What is compared, in a sentence. */
export function aboutOf({ spec, datasetName, modelTitle, elsewhereNames }: LadderDetails): string {
  const few = spec.sizes.filter((size) => size !== 'all')
  const sizes = [
    ...(few.length > 0 ? [`${few.join(', ')} rows per class`] : []),
    ...(few.length < spec.sizes.length ? ['all rows'] : []),
  ].join(' and ')
  const apart = elsewhereNames.length > 0 ? ` Tested also on ${elsewhereNames.join(', ')}.` : ''
  return `${plural(spec.methods.length, 'method')} on ${datasetName}, starting from ${modelTitle}, ${plural(spec.seeds, 'seed')} each, with ${sizes}.${apart}`
}
