// The lecture's three claims about methods that train few parameters, each held against the numbers of a comparison.
import type { TrainingSize } from '../ladder.ts'
import { percent, plural, short } from '../format.ts'
import { compared, sizesOf, type Summary } from './trials.ts'
import { score, signed, sizeTitle, surely } from './words.ts'

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
  readonly title: (method: string) => string
}

/** The three claims; none where full fine-tuning, against which each is meant, or every other method is missing. */
export function claimsOf(input: ClaimInput): Claim[] {
  const { summaries, full } = input
  const sizes = sizesOf(summaries)
  const largest = at(input, sizes.at(-1))
  if (full === undefined || !largest) return []
  const smallest = sizes.length > 1 ? at(input, sizes[0]) : undefined
  return [
    fewerParameters(input, largest),
    ...(smallest ? [lessOverfitting(input, smallest, largest)] : [untried]),
    outOfDomain(input, largest),
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

/** Of some methods the best by `value`. */
function bestOf(summaries: readonly Summary[], value = (one: Summary) => one.score.mean): Summary {
  return summaries.reduce((best, one) => (value(one) > value(best) ? one : best))
}

function fewerParameters({ title }: ClaimInput, { full, others, size }: AtSize): Claim {
  const best = bestOf(others)
  const { difference } = compared(best.score, full.score)
  const few = best.trainable <= full.trainable / 10
  return {
    claim: `A small share of the parameters does nearly as well as all of them (within ${noticeable}).`,
    verdict: few && difference >= -noticeable ? 'agrees' : 'disagrees',
    found:
      `With ${sizeTitle(size)}, ${title(best.method)} trains ${percent(best.trainable / full.trainable)} of what full fine-tuning trains ` +
      `(${short(best.trainable)} against ${short(full.trainable)}) and scores ${score(best.score.mean)} against ${score(full.score.mean)} (${signed(difference)}).`,
  }
}

const smallClaim = 'With few rows, methods that train little overfit less than full fine-tuning.'

const untried: Claim = {
  claim: smallClaim,
  verdict: 'open',
  found: 'Only one training-set size was run. Compare a small one with all rows to see it.',
}

function lessOverfitting({ title }: ClaimInput, small: AtSize, large: AtSize): Claim {
  const best = bestOf(small.others)
  const { difference, p } = compared(best.score, small.full.score)
  const above = small.others.filter(({ score }) => score.mean > small.full.score.mean).length
  const later = large.others.find(({ method }) => method === best.method)
  const verdict = p === null || p >= surely ? 'open' : difference > 0 ? 'agrees' : 'disagrees'
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

function outOfDomain({ title }: ClaimInput, { full, others }: AtSize): Claim {
  const claim = 'Methods that leave the pre-trained weights alone lose less out of domain.'
  const apart = others.filter(({ gap }) => gap !== null)
  if (!full.gap || !full.elsewhere || apart.length === 0)
    return {
      claim,
      verdict: 'open',
      found: 'No second dataset was tested. Add one with the same labels to see it.',
    }
  const best = bestOf(apart, ({ elsewhere }) => elsewhere!.mean)
  const { difference, p } = compared(best.gap!, full.gap)
  const less = apart.filter(({ gap }) => gap!.mean > full.gap!.mean).length
  const verdict = p === null || p >= surely ? 'open' : difference > 0 ? 'agrees' : 'disagrees'
  return {
    claim,
    verdict,
    found:
      `Full fine-tuning goes from ${score(full.score.mean)} to ${score(full.elsewhere.mean)} (${signed(full.gap.mean)}); ` +
      `${title(best.method)}, best there, from ${score(best.score.mean)} to ${score(best.elsewhere!.mean)} (${signed(best.gap!.mean)}). ` +
      `Full fine-tuning loses more than ${less} of the ${plural(apart.length, 'other')}.` +
      (verdict === 'open' ? ' So small a difference over so few seeds may be chance.' : ''),
  }
}
