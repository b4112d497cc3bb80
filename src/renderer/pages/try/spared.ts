// What leaving early spared a text, in words.
import type { Output } from '../../../shared/contract.ts'
import { number, percent } from '../../ui/format.ts'

/** How far the text went, how long that took against all layers, and whether the last layer would have said something else. */
export function spared({ milliseconds, layers, answers, times }: Output<'exits.answer'>): string {
  const { layer, predicted, value } = answers[0]!
  if (!times) return `It went through all ${layers} layers. Took ${number(milliseconds)} ms.`
  const { early, all } = times
  const last = times.last[0]!
  if (layer === layers - 1)
    return `No layer before the last let it go, so nothing is saved. Took ${number(all)} ms.`
  const saved = all - early
  const time =
    saved > 0
      ? `${number(early)} ms instead of ${number(all)} ms: ${number(saved)} ms saved (${percent(saved / all)})`
      : `${number(early)} ms, and ${number(all)} ms by all layers: nothing saved on a text as short as this`
  const agrees = value === null ? last.predicted === predicted : last.value === value
  const whole = last.value === null ? last.predicted : number(last.value)
  return `It left after layer ${layer + 1} of ${layers}. ${time}. The last layer says ${agrees ? 'the same' : whole}.`
}
