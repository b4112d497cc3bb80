// One example as plain text, for the clipboard.
import type { Prediction } from '../../../shared/run.ts'
import { number, percent } from '../../ui/format.ts'

/** Text (and second text) as they are, then a line with the true label, the prediction, and how sure it was. */
export function exampleText({ text, pair, label, predicted, confidence, loss }: Prediction): string {
  // A regression has no probability.
  const sure = confidence > 0 ? ` (${percent(confidence)} sure)` : ''
  const said = `true: ${label}, predicted: ${predicted}${sure}, loss: ${number(loss)}`
  return [text, ...(pair === undefined ? [] : [pair]), said].join('\n')
}
