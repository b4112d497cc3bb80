import { expect, test } from 'vitest'
import type { Output } from '../../../shared/contract.ts'
import { spared } from './spared.ts'

const said = (predicted: string) => ({ predicted, probabilities: [], value: null })

function left(layer: number, last: string, early = 10): Output<'exits.answer'> {
  return {
    milliseconds: 12,
    layers: 4,
    answers: [{ ...said('good'), layer, path: [] }],
    times: { early, all: 40, last: [{ ...said(last), logits: [], doubt: null }] },
  }
}

test('what is saved is told in milliseconds, and what the last layer would have said', () => {
  expect(spared(left(0, 'good'))).toBe(
    'It left after layer 1 of 4. 10.0 ms instead of 40.0 ms: 30.0 ms saved (75.0 %). The last layer says the same.',
  )
  expect(spared(left(2, 'bad'))).toContain('The last layer says bad.')
  expect(spared(left(2, 'good', 41))).toContain('nothing saved')
  expect(spared(left(3, 'good'))).toContain('No layer before the last let it go')
  expect(spared({ ...left(3, 'good'), times: null })).toBe('It went through all 4 layers. Took 12.0 ms.')
})
