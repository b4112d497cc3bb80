// Which runs may become one, as the window tells before it asks.
import { expect, test } from 'vitest'
import type { RunInfo } from '../../../shared/runInfo.ts'
import { runSpec } from '../../../shared/run.ts'
import { offersCombining, ranksOf, whyNotCombined } from './combining.ts'

function run(number: number, tuning: object = {}, more: object = {}): RunInfo {
  const options = { rank: 4 * number, dora: false }
  const spec = runSpec.parse({ dataset: '', model: 'tiny', tuning: { id: 'lora', options, ...tuning } })
  return { id: `r${number}`, number, name: '', spec, modelTitle: 'tiny', result: {}, ...more } as RunInfo
}

test('two or more LoRAs can, and their ranks are known', () => {
  const runs = [run(1), run(2)]
  expect(offersCombining(runs)).toBe(true)
  expect(whyNotCombined(runs)).toBeUndefined()
  expect(ranksOf(runs)).toEqual([4, 8])
})

test('one alone, another method, and two methods at once are not offered', () => {
  expect(offersCombining([run(1)])).toBe(false)
  expect(offersCombining([run(1), run(2, { id: 'adapter', options: {} })])).toBe(false)
  expect(offersCombining([run(1), run(2, { and: { id: 'bitfit', options: {} } })])).toBe(false)
})

test('DoRA, other base models and runs without weights have a reason', () => {
  const dora = run(2, { options: { rank: 4, dora: true } })
  expect(whyNotCombined([run(1), dora])).toMatch(/^Run 2 was trained with DoRA/)
  const spec = { ...run(2).spec, model: 'other' }
  const elsewhere = run(2, {}, { spec, modelTitle: 'Other' })
  expect(whyNotCombined([run(1), elsewhere])).toMatch(/^Run 1 belongs to the model tiny and Run 2 to Other\./)
  expect(whyNotCombined([run(1), run(2, {}, { result: null })])).toMatch(/^Run 2 has learned nothing yet/)
})
