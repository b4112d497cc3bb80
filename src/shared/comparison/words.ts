// What the numbers of a comparison say, in sentences.
import type { LadderDetails, TrainingSize } from '../ladder.ts'
import { count, number, plural } from '../format.ts'
import type { PairedTest } from '../statistics.ts'
import { surely, type Difference } from './differences.ts'
import type { Spread } from './trials.ts'

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

/** The same for what a test says. */
export function differenceAndDeviation({ difference, deviation, pairs }: PairedTest): string {
  return signed(difference) + (pairs > 1 ? ` ± ${score(deviation)}` : '')
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

/** What a difference means, for people who have never met a test. */
export function differenceSentence(found: Difference, title: (method: string) => string): string {
  const { difference, pairs, p, exactP } = found.test
  const [first, second] = [title(found.method), title(found.reference)]
  const over = `over ${plural(pairs, 'seed')}`
  if (pairs === 0) return `${first} and ${second} have no seed in common yet, so they cannot be compared.`
  if (difference === 0) return `${first} and ${second} score the same ${over}.`
  const [better, worse] = difference > 0 ? [first, second] : [second, first]
  const ps =
    p === null
      ? ''
      : ` (p = ${number(p)} by t test, ${number(found.corrected!)} corrected${exactP === null ? '' : `, ${number(exactP)} by signs`})`
  return `${better} scores ${amount(Math.abs(difference))} more than ${worse} ${over}${ps}. ${plainWords(found)}`
}

/** Whether a difference may be chance, and how often luck alone would make it. */
export function plainWords({ finding, test, tests }: Difference): string {
  const { pairs, p, exactP } = test
  switch (finding) {
    case 'unknown':
      return pairs === 0 ? 'No seed in common yet.' : 'One seed cannot tell whether that is chance: run more.'
    case 'same':
      return 'No difference on average.'
    case 'found':
      return `Unlikely to be chance: ${oddsOf(p!)}.`
    case 'unproven':
      return `${plural(pairs, 'seed')} cannot prove it: the t test speaks against chance, but by signs luck alone does as much in ${Math.round(exactP! * 2 ** pairs)} of ${count(2 ** pairs)} cases.`
    case 'chance':
      return `Could well be chance: ${oddsOf(p!)}${p! < surely ? `, and ${tests} were made` : ''}.`
  }
}

/** A difference that rounds to nothing is still none of nothing. */
const amount = (value: number): string => (value < 0.0005 ? 'less than 0.001' : score(value))

function oddsOf(p: number): string {
  const often =
    p < 0.001
      ? 'less than 1 of 1,000'
      : p < surely
        ? `about 1 of ${Math.round(1 / p)}`
        : `about ${Math.round(100 * p)} of 100`
  return `luck alone would do this in ${often} comparisons`
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
