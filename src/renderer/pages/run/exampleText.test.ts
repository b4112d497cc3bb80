// An example on the clipboard says everything that its row says.
import { expect, test } from 'vitest'
import { exampleText } from './exampleText.ts'

test('a class comes with how sure it was, both texts on lines of their own', () => {
  const example = {
    row: 3,
    text: 'A man sleeps.',
    pair: 'Nobody sleeps.',
    label: 'contradiction',
    predicted: 'entailment',
    confidence: 0.9312,
    loss: 2.7,
  }
  expect(exampleText(example)).toBe(
    'A man sleeps.\nNobody sleeps.\ntrue: contradiction, predicted: entailment (93.1 % sure), loss: 2.70',
  )
})

test('a number comes without', () => {
  const example = { row: 1, text: 'warm', label: '4.5', predicted: '4.25', confidence: 0, loss: 0.0625 }
  expect(exampleText(example)).toBe('warm\ntrue: 4.5, predicted: 4.25, loss: 0.0625')
})
