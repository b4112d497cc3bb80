import { expect, test } from 'vitest'
import { guaranteed } from '../../../../shared/exits/guarantee.ts'
import { layeredOf, type Layered } from '../../../../shared/exits/layered.ts'
import { promiseSentence, testSentence } from './promiseWords.ts'

/** Rows of two layers; the first answers the first `hard` of them wrongly, and hardly surer than not. */
function rows(count: number, hard: number, doubtful = true): Layered {
  return layeredOf({
    layers: 2,
    labels: ['good', 'bad'],
    rows: Array.from({ length: count }, (_, i) => ({
      row: i + 1,
      text: `text ${i}`,
      label: 'good',
      target: 0,
      logits: [i < hard ? [0, doubtful ? 0.1 : 9] : [5, 0], [9, 0]],
      doubts: [],
    })),
  })
}

const promise = { loss: 0.01, risk: 0.05 }
const said = (dev: Layered, test?: Layered): [string, string] => {
  const guarantee = guaranteed('entropy', dev.rows, promise)
  return [promiseSentence(guarantee, promise, dev), testSentence(guarantee, test)]
}

test('a kept promise tells what it costs and saves, and how the test rows do', () => {
  const [found, tested] = said(rows(400, 40), rows(200, 20))
  expect(found).toMatch(
    /^entropy=0\.\d+ keeps it: of 400 validation rows none is .* It saves 45\.0 % of the layers there\.$/,
  )
  expect(tested).toBe(
    'On 200 test rows: accuracy 1.00 with the rule, 1.00 by all layers (the same); 45.0 % of the layers saved.',
  )
  expect(said(rows(400, 40))[1]).toBe('This run has no test rows to check it on.')
  // On other rows the first layer is sure and wrong.
  expect(said(rows(400, 40), rows(200, 20, false))[1]).toContain('(10.00 points less)')
})

test('too few rows say how many it takes, and a rule that only loses says so', () => {
  expect(said(rows(298, 0))[0]).toBe(
    '298 validation rows cannot prove this: even where not one of them is lost, it takes 299. Promise less, or hold more rows out.',
  )
  expect(said(rows(400, 400, false))[0]).toContain('only where no text leaves')
})
