// The lecture's three claims about methods that train few parameters, each held against the numbers of a comparison.
import type { TrainingSize } from '../ladder.ts'
import { parameterShare, plural, short } from '../format.ts'
import { differencesOf, surely, testTogether, type Difference } from './differences.ts'
import { compared, sizesOf, type Elsewhere, type Summary } from './trials.ts'
import { score, signed, sizeTitle } from './words.ts'

/** How the numbers stand to a claim. `open`: they cannot tell. */
export type Verdict = 'agrees' | 'disagrees' | 'open'

export interface Claim {
  /** What the lecture says. */
  readonly claim: string
  readonly verdict: Verdict
  /** What the numbers say. */
  readonly found: string
}

/** The least loss of score that counts as one. */
const noticeable = 0.01

export interface ClaimInput {
  readonly summaries: readonly Summary[]
  /** The key of full fine-tuning among the methods; undefined where it was not run. */
  readonly full: string | undefined
  /** Names of the other datasets, in their order. */
  readonly elsewhere: readonly string[]
  readonly title: (method: string) => string
}

/**
 * The three claims, the third for each other dataset; none where full fine-tuning, against which each is meant, or every
 * other method is missing.
 */
export function claimsOf(input: ClaimInput): Claim[] {
  const { summaries, full } = input
  const sizes = sizesOf(summaries)
  const largest = at(input, sizes.at(-1))
  if (full === undefined || !largest) return []
  const smallest = sizes.length > 1 ? at(input, sizes[0]) : undefined
  return [
    fewerParameters(input, largest),
    ...(smallest ? [lessOverfitting(input, smallest, largest)] : [untried]),
    ...outOfDomain(input, largest),
  ]
}

/** Full fine-tuning and the others at one size. */
interface AtSize {
  readonly size: TrainingSize
  readonly full: Summary
  readonly others: readonly Summary[]
}

function at({ summaries, full }: ClaimInput, size: TrainingSize | undefined): AtSize | undefined {
  const here = summaries.filter((one) => one.size === size)
  const whole = here.find(({ method }) => method === full)
  const others = here.filter((one) => one !== whole)
  return size === undefined || !whole || others.length === 0 ? undefined : { size, full: whole, others }
}

function bestOf(summaries: readonly Summary[]): Summary {
  return summaries.reduce((best, one) => (one.score.mean > best.score.mean ? one : best))
}

function fewerParameters({ title }: ClaimInput, { full, others, size }: AtSize): Claim {
  const best = bestOf(others)
  const { difference } = compared(best.score, full.score)
  const few = best.trainable <= full.trainable / 10
  return {
    claim: `A small share of the parameters does nearly as well as all of them (within ${noticeable}).`,
    verdict: few && difference >= -noticeable ? 'agrees' : 'disagrees',
    found:
      `With ${sizeTitle(size)}, ${title(best.method)} trains ${parameterShare(best.trainable, full.trainable)} of what full fine-tuning trains ` +
      `(${short(best.trainable)} against ${short(full.trainable)}) and scores ${score(best.score.mean)} against ${score(full.score.mean)} (${signed(difference)}).`,
  }
}

const smallClaim = 'With few rows, methods that train little overfit less than full fine-tuning.'

const untried: Claim = {
  claim: smallClaim,
  verdict: 'open',
  found: 'Only one training-set size was run. Compare a small one with all rows to see it.',
}

function lessOverfitting({ summaries, title }: ClaimInput, small: AtSize, large: AtSize): Claim {
  const best = bestOf(small.others)
  const found = differencesOf(summaries, small.full.method).find(
    ({ method, size }) => method === best.method && size === small.size,
  )!
  const { difference } = found.test
  const above = small.others.filter(({ score }) => score.mean > small.full.score.mean).length
  const later = large.others.find(({ method }) => method === best.method)
  const verdict = verdictOf(found)
  return {
    claim: smallClaim,
    verdict,
    found:
      `With ${sizeTitle(small.size)}, full fine-tuning is beaten by ${above} of ${plural(small.others.length, 'method')}; the best, ` +
      `${title(best.method)}, has ${score(best.score.mean)} against ${score(small.full.score.mean)} (${signed(difference)})` +
      (later
        ? `, and with ${sizeTitle(large.size)} ${signed(compared(later.score, large.full.score).difference)}.`
        : '.') +
      (verdict === 'open' ? ' So small a difference over so few seeds may be chance.' : ''),
  }
}

/** The best of several is never told from luck without the correction for all of them. */
function verdictOf({ test, corrected }: Pick<Difference, 'test' | 'corrected'>): Verdict {
  if (corrected === null || corrected >= surely) return 'open'
  return test.difference > 0 ? 'agrees' : 'disagrees'
}

const apartClaim = 'Methods that leave the pre-trained weights alone lose less out of domain.'

function outOfDomain(input: ClaimInput, largest: AtSize): Claim[] {
  if (input.elsewhere.length === 0)
    return [
      {
        claim: apartClaim,
        verdict: 'open',
        found: 'No second dataset was tested. Add one with the same labels to see it.',
      },
    ]
  return input.elsewhere.map((name, at) => outOfDomainOn(input, largest, name, at))
}

function outOfDomainOn(
  { title, elsewhere }: ClaimInput,
  { full, others }: AtSize,
  name: string,
  at: number,
): Claim {
  const claim = elsewhere.length > 1 ? `${apartClaim.slice(0, -1)}, on ${name}.` : apartClaim
  const there = full.elsewhere[at]
  const apart = others.flatMap((of) => (of.elsewhere[at] ? [{ of, ...of.elsewhere[at] }] : []))
  if (!there || apart.length === 0)
    return { claim, verdict: 'open', found: `Not enough runs have been scored on ${name}.` }
  const tested = testTogether(apart.map(({ gap }) => [gap, there.gap]))
  const best = apart.reduce((first, one) => (one.score.mean > first.score.mean ? one : first))
  const less = apart.filter(({ gap }) => gap.mean > there.gap.mean).length
  const verdict = verdictOf(tested[apart.indexOf(best)]!)
  const fromTo = (home: Summary, { score: away, gap }: Elsewhere): string =>
    `from ${score(home.score.mean)} to ${score(away.mean)} (${signed(gap.mean)})`
  return {
    claim,
    verdict,
    found:
      `Full fine-tuning goes ${fromTo(full, there)}; ${title(best.of.method)}, best there, ${fromTo(best.of, best)}. ` +
      `Full fine-tuning loses more than ${less} of the ${plural(apart.length, 'other')}.` +
      (verdict === 'open' ? ' So small a difference over so few seeds may be chance.' : ''),
  }
}
