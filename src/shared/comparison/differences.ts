// Which differences between methods may be chance: each against full fine-tuning, with a caution for few seeds and many tests.
import { plural } from '../format.ts'
import { holm, leastExactP } from '../statistics.ts'
import { compared, sizesOf, type Summary } from './trials.ts'
import { significanceSentence, sizeTitle, surely } from './words.ts'

/**
 * One sentence for each other method and size against `reference` (the first method where that is undefined), then what
 * to keep in mind; nothing where there is nothing to compare.
 */
export function differencesOf(
  summaries: readonly Summary[],
  reference: string | undefined,
  title: (method: string) => string,
): string[] {
  const against = reference ?? summaries[0]?.method
  const found = sizesOf(summaries).flatMap((size) => {
    const here = summaries.filter((one) => one.size === size)
    const base = here.find(({ method }) => method === against)
    const others = base ? here.filter((one) => one !== base) : []
    return others.map((other) => ({ size, other, base: base!, test: compared(other.score, base!.score) }))
  })
  if (found.length === 0) return []
  const tested = found.filter(({ test }) => test.p !== null)
  const corrected = holm(tested.map(({ test }) => test.p!))
  const sentences = found.map(({ size, other, base, test }) => {
    const sentence = significanceSentence(title(other.method), title(base.method), test)
    return `With ${sizeTitle(size)}: ${sentence}`
  })
  return [
    ...sentences,
    ...cautions(
      tested.map(({ test }) => test),
      corrected,
    ),
  ]
}

function cautions(
  tests: readonly { readonly p: number | null; readonly pairs: number }[],
  corrected: readonly number[],
): string[] {
  const fewest = Math.min(...tests.map(({ pairs }) => pairs))
  const lost = tests.filter(({ p }, i) => p! < surely && corrected[i]! >= surely).length
  const kept = corrected.filter((p) => p < surely).length
  return [
    ...(tests.length > 1
      ? [
          `These are ${plural(tests.length, 'test')} at once, and among many something always looks found. By Holm’s correction ${kept} of them ${kept === 1 ? 'stays' : 'stay'} unlikely to be chance${lost > 0 ? `, and ${lost} no longer ${lost === 1 ? 'is' : 'are'}` : ''}.`,
        ]
      : []),
    ...(tests.length > 0 && leastExactP(fewest) >= surely
      ? [
          `The t test takes the differences for normally distributed, which ${plural(fewest, 'seed')} cannot show. A test without that assumption (exact sign flips) could not find anything over so few: its least p is ${leastExactP(fewest)}. Six seeds or more can.`,
        ]
      : []),
  ]
}
