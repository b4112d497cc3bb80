// What a promise of accuracy came to, in sentences.
import { rowsNeeded, type Guarantee, type Promised } from '../../../../shared/exits/guarantee.ts'
import { operatingPoint } from '../../../../shared/exits/operatingPoints.ts'
import { ruleWords } from '../../../../shared/exits/ruleWords.ts'
import { count, number, percent, plural } from '../../../ui/format.ts'
import type { Layered } from '../../../../shared/exits/layered.ts'

/** What was found on the validation rows. */
export function promiseSentence({ rule, lost, rows }: Guarantee, promise: Promised, dev: Layered): string {
  // Letting nobody leave loses nothing, so only too few rows leave no rule at all.
  if (!rule)
    return `${plural(rows, 'validation row')} cannot prove this: even where not one of them is lost, it takes ${count(rowsNeeded(promise))}. Promise less, or hold more rows out.`
  const { saved } = operatingPoint(rule, dev.rows, dev.score)
  if (saved === 0)
    return 'This rule keeps the promise only where no text leaves: already the most careful step loses too many rows.'
  const wrong = lost === 0 ? 'none is' : lost === 1 ? '1 is' : `${count(lost)} are`
  return `${ruleWords(rule)} keeps it: of ${plural(rows, 'validation row')} ${wrong} answered rightly by the last layer and wrongly where they leave. It saves ${percent(saved)} of the layers there.`
}

/** How the rule does on the test rows, which had no part in choosing it. */
export function testSentence({ rule }: Guarantee, test: Layered | undefined): string {
  if (!rule) return ''
  if (!test) return 'This run has no test rows to check it on.'
  const { score, saved } = operatingPoint(rule, test.rows, test.score)
  const points = 100 * (test.full - score)
  const difference =
    Math.abs(points) < 0.005
      ? 'the same'
      : `${Math.abs(points).toFixed(2)} points ${points > 0 ? 'less' : 'more'}`
  return `On ${plural(test.rows.length, 'test row')}: accuracy ${number(score)} with the rule, ${number(test.full)} by all layers (${difference}); ${percent(saved)} of the layers saved.`
}
