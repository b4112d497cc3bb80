// From the numbers of runs to summaries, sentences, claims and files.
import { describe, expect, test } from 'vitest'
import type { TrainingSize } from '../ladder.ts'
import { claimsOf } from './claims.ts'
import { differencesOf } from './differences.ts'
import { reportMarkdown, trialsCsv } from './resultFiles.ts'
import { compared, paretoFront, sizesOf, summarise, type Trial } from './trials.ts'
import { significanceSentence } from './words.ts'

const trainable: Readonly<Record<string, number>> = { full: 1000, lora: 10, head: 2 }

function trial(
  method: string,
  size: TrainingSize,
  seed: number,
  score: number,
  elsewhere: number | null = null,
): Trial {
  return {
    method,
    size,
    seed,
    score,
    elsewhere,
    trainable: trainable[method] ?? 1,
    total: 1000,
    diskBytes: 4 * (trainable[method] ?? 1),
    seconds: 10 * seed,
    memoryBytes: 100 * seed,
    milliseconds: null,
  }
}

/** Three seeds each: LoRA is ahead on 16 rows and out of domain, full on all rows by very little. */
const trials = [
  ...[0.6, 0.62, 0.58].map((score, i) => trial('full', 16, i + 1, score)),
  ...[0.7, 0.73, 0.69].map((score, i) => trial('lora', 16, i + 1, score)),
  ...[0.5, 0.52, 0.48].map((score, i) => trial('head', 16, i + 1, score)),
  ...[0.9, 0.91, 0.92].map((score, i) => trial('full', 'all', i + 1, score, score - 0.1)),
  ...[0.9, 0.9, 0.921].map((score, i) => trial('lora', 'all', i + 1, score, score - 0.02 - i / 1000)),
  ...[0.7, 0.7, 0.7].map((score, i) => trial('head', 'all', i + 1, score, score - 0.3)),
]
const titles: Readonly<Record<string, string>> = { full: 'Full fine-tuning', lora: 'LoRA', head: 'Head only' }
const title = (method: string): string => titles[method] ?? method
const summaries = summarise(trials)
const of = (method: string, size: TrainingSize) =>
  summaries.find((one) => one.method === method && one.size === size)!

test('seeds are averaged; memory counts at its peak, time on average', () => {
  expect(sizesOf(trials)).toEqual([16, 'all'])
  const { score, elsewhere, gap, seconds, memoryBytes } = of('full', 'all')
  expect(score.mean).toBeCloseTo(0.91, 12)
  expect(score.deviation).toBeCloseTo(0.01, 12)
  expect(elsewhere?.mean).toBeCloseTo(0.81, 12)
  expect(gap?.mean).toBeCloseTo(-0.1, 12)
  expect([seconds, memoryBytes]).toEqual([20, 300])
  expect(of('full', 16).elsewhere).toBeNull()
})

test('only seeds that both have are compared', () => {
  const short = summarise(trials.filter(({ method, seed }) => method !== 'lora' || seed > 1))
  const lora = short.find(({ method, size }) => method === 'lora' && size === 16)!
  expect(compared(lora.score, of('full', 16).score)).toMatchObject({ pairs: 2 })
  expect(compared(lora.score, of('full', 16).score).difference).toBeCloseTo(0.11, 12)
})

test('the front holds what no cheaper method beats', () => {
  const here = summaries.filter(({ size }) => size === 16)
  expect(paretoFront(here).map(({ method }) => method)).toEqual(['head', 'lora'])
})

describe('significance in words', () => {
  test.each([
    [
      { difference: 0.1, pairs: 5, p: 0.012 },
      'LoRA scores 0.100 more than Head only over 5 seeds (paired t test, p = 0.0120). If the two were equally good, so large a difference would come up in about 1 of 83 comparisons: it is unlikely to be chance.',
    ],
    [
      { difference: -0.1, pairs: 5, p: 0.0001 },
      'Head only scores 0.100 more than LoRA over 5 seeds (paired t test, p = 1e-4). If the two were equally good, so large a difference would come up in less than 1 of 1,000 comparisons: it is unlikely to be chance.',
    ],
    [
      { difference: 0.1, pairs: 5, p: 0.34 },
      'LoRA scores 0.100 more than Head only over 5 seeds (paired t test, p = 0.340). If the two were equally good, a difference this large would still come up in about 34 of 100 comparisons: it may well be chance.',
    ],
    [
      { difference: 0.1, pairs: 1, p: null },
      'LoRA scores 0.100 more than Head only over 1 seed. One seed cannot tell whether that is chance: run more.',
    ],
    [{ difference: 0, pairs: 5, p: 1 }, 'LoRA and Head only score the same over 5 seeds.'],
    [
      { difference: 0, pairs: 0, p: null },
      'LoRA and Head only have no seed in common yet, so they cannot be compared.',
    ],
  ])('%j', (found, sentence) => {
    expect(significanceSentence('LoRA', 'Head only', found)).toBe(sentence)
  })
})

describe('the lecture’s claims', () => {
  test('each is a sentence of numbers with a verdict', () => {
    expect(claimsOf({ summaries, full: 'full', title })).toMatchObject([
      {
        verdict: 'agrees',
        found:
          'With all rows, LoRA trains 1.0 % of what full fine-tuning trains (10 against 1.00 k) and scores 0.907 against 0.910 (−0.003).',
      },
      {
        verdict: 'agrees',
        found:
          'With 16 rows per class, full fine-tuning is beaten by 1 of 2 methods; the best, LoRA, has 0.707 against 0.600 (+0.107), and with all rows −0.003.',
      },
      {
        verdict: 'agrees',
        found:
          'Full fine-tuning goes from 0.910 to 0.810 (−0.100); LoRA, best there, from 0.907 to 0.886 (−0.021). Full fine-tuning loses more than 1 of the 2 others.',
      },
    ])
  })
  test('numbers that say otherwise are told as plainly', () => {
    const turned = summarise(
      trials.map((one) => ({
        ...one,
        score: 1 - one.score,
        elsewhere:
          one.elsewhere === null ? null : 1 - one.score - (one.method === 'full' ? 0 : 0.2 + one.seed / 1000),
      })),
    ).filter(({ method }) => method !== 'head')
    expect(claimsOf({ summaries: turned, full: 'full', title }).map(({ verdict }) => verdict)).toEqual([
      'agrees',
      'disagrees',
      'disagrees',
    ])
  })
  test('one seed, one size or no second dataset leave them open', () => {
    const once = summarise(trials.filter(({ seed }) => seed === 1))
    expect(claimsOf({ summaries: once, full: 'full', title }).map(({ verdict }) => verdict)).toEqual([
      'agrees',
      'open',
      'open',
    ])
    const small = summarise(trials.filter(({ size }) => size === 16))
    expect(claimsOf({ summaries: small, full: 'full', title }).slice(1)).toMatchObject([
      {
        verdict: 'open',
        found: 'Only one training-set size was run. Compare a small one with all rows to see it.',
      },
      { verdict: 'open', found: 'No second dataset was tested. Add one with the same labels to see it.' },
    ])
    expect(claimsOf({ summaries, full: undefined, title })).toEqual([])
  })
})

test('the files hold every run and every table', () => {
  const csv = trialsCsv(trials, title).split('\n')
  expect(csv).toHaveLength(trials.length + 2)
  expect(csv[1]).toBe('Full fine-tuning,16,1,0.6,,1000,1000,4000,10,100,')
  const claims = claimsOf({ summaries, full: 'full', title })
  const text = reportMarkdown({
    name: 'Films',
    about: 'Three methods.',
    metric: 'Accuracy',
    summaries,
    claims,
    differences: differencesOf(summaries, 'full', title),
    title,
  })
  expect(text).toContain(
    '# Films\n\nThree methods.\n\n## With 16 rows per class\n\n| Method | Accuracy (mean ± sd) | Trained parameters |',
  )
  expect(text).toContain('| LoRA | 0.907 ± 0.012 | 0.886 ± 0.011 | −0.021 ± 0.001 | 10 (1.0 %) | 40 B |')
  expect(text).toContain(
    '- With few rows, methods that train little overfit less than full fine-tuning. **Agrees.** With 16 rows',
  )
})

test('every method is held against full fine-tuning, with what to keep in mind', () => {
  const said = differencesOf(summaries, 'full', title)
  expect(said).toHaveLength(6)
  expect(said[0]).toMatch(
    /^With 16 rows per class: LoRA scores 0\.107 more than Full fine-tuning over 3 seeds/,
  )
  expect(said[4]).toMatch(
    /^These are 4 tests at once.* By Holm’s correction 3 of them stay unlikely to be chance\.$/,
  )
  expect(said[5]).toMatch(/3 seeds cannot show.*its least p is 0\.25\. Six seeds or more can\.$/)
  expect(differencesOf([], 'full', title)).toEqual([])
})
