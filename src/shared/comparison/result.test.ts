// From the numbers of runs to summaries, sentences, claims and files.
import { describe, expect, test } from 'vitest'
import type { TrainingSize } from '../ladder.ts'
import { claimsOf } from './claims.ts'
import { cautionsOf, differencesOf, type Difference, type Finding } from './differences.ts'
import { bestIn, columnsOf } from './columns.ts'
import { reportMarkdown, trialsCsv } from './resultFiles.ts'
import type { Report } from './report.ts'
import { compared, paretoFront, sizesOf, spreadOf, summarise, type Trial } from './trials.ts'
import { differenceSentence } from './words.ts'

const trainable: Readonly<Record<string, number>> = { full: 1000, lora: 10, head: 2 }

function trial(
  method: string,
  size: TrainingSize,
  seed: number,
  score: number,
  elsewhere: readonly number[] = [],
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
  ...[0.9, 0.91, 0.92].map((score, i) => trial('full', 'all', i + 1, score, [score - 0.1])),
  ...[0.9, 0.9, 0.921].map((score, i) => trial('lora', 'all', i + 1, score, [score - 0.02 - i / 1000])),
  ...[0.7, 0.7, 0.7].map((score, i) => trial('head', 'all', i + 1, score, [score - 0.3])),
]
const titles: Readonly<Record<string, string>> = { full: 'Full fine-tuning', lora: 'LoRA', head: 'Head only' }
const title = (method: string): string => titles[method] ?? method
const summaries = summarise(trials)
const of = (method: string, size: TrainingSize) =>
  summaries.find((one) => one.method === method && one.size === size)!

test('seeds are averaged; memory counts at its peak, time on average', () => {
  expect(sizesOf(trials)).toEqual([16, 'all'])
  const { score, elsewhere, seconds, memoryBytes } = of('full', 'all')
  expect(score.mean).toBeCloseTo(0.91, 12)
  expect(score.deviation).toBeCloseTo(0.01, 12)
  expect(elsewhere[0]!.score.mean).toBeCloseTo(0.81, 12)
  expect(elsewhere[0]!.gap.mean).toBeCloseTo(-0.1, 12)
  expect([seconds, memoryBytes]).toEqual([20, 300])
  expect(of('full', 16).elsewhere).toEqual([])
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

describe('differences in words', () => {
  const found = (
    finding: Finding,
    [difference, pairs, p, exactP]: readonly [number, number, number | null, number | null],
    corrected = p,
  ): Difference => ({
    size: 'all',
    method: 'lora',
    reference: 'head',
    test: { difference, deviation: 0.01, pairs, p, exactP },
    corrected,
    finding,
    tests: 6,
  })
  test.each([
    [
      found('found', [0.1, 8, 0.002, 0.0078125], 0.012),
      'LoRA scores 0.100 more than Head only over 8 seeds (p = 0.00200 by t test, 0.0120 corrected, 0.00781 by signs). Unlikely to be chance: luck alone would do this in about 1 of 500 comparisons.',
    ],
    [
      found('unproven', [-0.1, 5, 0.0001, 0.0625]),
      'Head only scores 0.100 more than LoRA over 5 seeds (p = 1e-4 by t test, 1e-4 corrected, 0.0625 by signs). 5 seeds cannot prove it: the t test speaks against chance, but by signs luck alone does as much in 2 of 32 cases.',
    ],
    [
      found('chance', [0.1, 5, 0.34, 0.375], 1),
      'LoRA scores 0.100 more than Head only over 5 seeds (p = 0.340 by t test, 1.00 corrected, 0.375 by signs). Could well be chance: luck alone would do this in about 34 of 100 comparisons.',
    ],
    [
      found('chance', [0.1, 20, 0.02, null], 0.12),
      'LoRA scores 0.100 more than Head only over 20 seeds (p = 0.0200 by t test, 0.120 corrected). Could well be chance: luck alone would do this in about 1 of 50 comparisons, and 6 were made.',
    ],
    [
      found('unknown', [0.1, 1, null, null]),
      'LoRA scores 0.100 more than Head only over 1 seed. One seed cannot tell whether that is chance: run more.',
    ],
    [found('same', [0, 5, 1, 1]), 'LoRA and Head only score the same over 5 seeds.'],
    [
      found('unknown', [0, 0, null, null]),
      'LoRA and Head only have no seed in common yet, so they cannot be compared.',
    ],
  ])('%#', (difference, sentence) => {
    expect(differenceSentence(difference, title)).toBe(sentence)
  })
})

describe('the lecture’s claims', () => {
  test('each is a sentence of numbers with a verdict', () => {
    expect(claimsOf({ summaries, full: 'full', elsewhere: ['Shops'], title })).toMatchObject([
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
        elsewhere: one.elsewhere.map(
          () => 1 - one.score - (one.method === 'full' ? 0 : 0.2 + one.seed / 1000),
        ),
      })),
    ).filter(({ method }) => method !== 'head')
    expect(
      claimsOf({ summaries: turned, full: 'full', elsewhere: ['Shops'], title }).map(
        ({ verdict }) => verdict,
      ),
    ).toEqual(['agrees', 'disagrees', 'disagrees'])
  })
  test('one seed, one size or no second dataset leave them open', () => {
    const once = summarise(trials.filter(({ seed }) => seed === 1))
    expect(
      claimsOf({ summaries: once, full: 'full', elsewhere: ['Shops'], title }).map(({ verdict }) => verdict),
    ).toEqual(['agrees', 'open', 'open'])
    const small = summarise(trials.filter(({ size }) => size === 16))
    expect(claimsOf({ summaries: small, full: 'full', elsewhere: [], title }).slice(1)).toMatchObject([
      {
        verdict: 'open',
        found: 'Only one training-set size was run. Compare a small one with all rows to see it.',
      },
      { verdict: 'open', found: 'No second dataset was tested. Add one with the same labels to see it.' },
    ])
    expect(claimsOf({ summaries, full: undefined, elsewhere: [], title })).toEqual([])
  })
})

/** What `reportOf` puts together, of these trials. */
function report(against: string, elsewhere: readonly string[] = ['Shops'], of = trials): Report {
  const summaries = summarise(of)
  const differences = differencesOf(summaries, against)
  return {
    name: 'Films',
    about: 'Three methods.',
    metric: 'Accuracy',
    methods: [],
    title,
    elsewhere,
    sizes: sizesOf(of),
    trials: of,
    summaries,
    majority: [],
    reference: against,
    differences,
    cautions: cautionsOf(differences, 'drawn'),
    claims: claimsOf({ summaries, full: 'full', elsewhere, title }),
  }
}

test('the files hold every run and every table', () => {
  const csv = trialsCsv(report('full')).split('\n')
  expect(csv).toHaveLength(trials.length + 2)
  expect(csv[0]).toMatch(/^method,rows per class,seed,score,out of domain,trainable parameters,/)
  expect(csv.find((line) => line.startsWith('Full fine-tuning,all,1'))).toBe(
    'Full fine-tuning,all,1,0.9,0.8,1000,1000,4000,10,100,',
  )
  const text = reportMarkdown(report('full'))
  expect(text).toContain(
    '# Films\n\nThree methods.\n\n## With 16 rows per class\n\n| Method | Accuracy (mean ± sd) | Trained parameters | On disk |',
  )
  expect(text).toContain('| LoRA | 0.907 ± 0.012 | 0.886 ± 0.011 | −0.021 ± 0.001 | 10 (1.0 %) | 40 B |')
  expect(text).toContain(
    '- With few rows, methods that train little overfit less than full fine-tuning. **Agrees.** With 16 rows',
  )
})

test('what always the same answer scores stands below the methods of its size, with nothing but scores', () => {
  const score = spreadOf(
    [
      { seed: 1, value: 0.5 },
      { seed: 2, value: 0.6 },
    ],
    ({ value }) => value,
  )
  const line = { size: 'all', title: 'Always “bad”', score, elsewhere: [null] } as const
  const of = { ...report('full'), majority: [line] }
  const tables = reportMarkdown(of).split('## With ')
  expect(tables[1]).not.toContain('Always')
  expect(tables[2]).toMatch(/\| Head only .*\n\| Always “bad” \| 0\.550 ± 0\.071 \|  \|  \|/)
  const csv = trialsCsv(of).trim().split('\n')
  expect(csv.slice(-2)).toEqual(['Always “bad”,all,1,0.5,,,,,,,', 'Always “bad”,all,2,0.6,,,,,,,'])
  expect(csv.at(-1)!.split(',')).toHaveLength(csv[0]!.split(',').length)
})

test('every other dataset has its columns, its claim and its place in the files', () => {
  const two = trials.map((one) => ({ ...one, elsewhere: [0.5, one.size === 'all' ? one.score - 0.2 : null] }))
  const of = report('full', ['Shops', 'Letters, old'], two)
  const here = of.summaries.filter(({ size }) => size === 16)
  expect(
    columnsOf(of, here)
      .map((column) => column.title)
      .slice(0, 4),
  ).toEqual(['Accuracy', 'On Shops', 'Difference', 'Trained parameters'])
  const all = of.summaries.filter(({ size }) => size === 'all')
  const columns = columnsOf(of, all)
  expect(columns.map((column) => column.title).slice(3, 5)).toEqual(['On Letters, old', 'Difference'])
  const [trained, shops] = ['trained', 'elsewhere 0'].map((key) => columns.find((one) => one.key === key)!)
  expect([bestIn(trained!, all), bestIn(shops!, all)]).toEqual([2, undefined])
  expect(trialsCsv(of)).toContain('score,on Shops,"on Letters, old",trainable')
  expect(trialsCsv(of)).toMatch(/^LoRA,16,1,0\.7,0\.5,,10/m)
  expect(of.claims.map(({ claim }) => claim).slice(2)).toEqual([
    'Methods that leave the pre-trained weights alone lose less out of domain, on Shops.',
    'Methods that leave the pre-trained weights alone lose less out of domain, on Letters, old.',
  ])
})

test('every method is held against one of them, with what to keep in mind', () => {
  const { differences, cautions } = report('full')
  expect(differences.map(({ size, method, finding }) => `${method} ${size}: ${finding}`)).toEqual([
    'lora 16: unproven',
    'head 16: chance',
    'lora all: chance',
    'head all: unproven',
  ])
  expect(differences[0]!.corrected).toBeGreaterThan(differences[0]!.test.p!)
  expect(cautions).toHaveLength(3)
  expect(cautions[0]).toMatch(/^These are 4 tests at once.* by it 2 of them still stand out\.$/)
  expect(cautions[1]).toMatch(
    /3 seeds cannot show.* in 2 of 8 cases \(p = 0\.25\)\. Six seeds or more can\.$/,
  )
  expect(cautions[2]).toMatch(/^Every seed draws its test rows anew/)
  expect(cautionsOf(differences, 'file')[2]).toMatch(/^Every seed is scored on the same test rows/)
  expect(report('lora').differences.map(({ method, test }) => [method, Math.sign(test.difference)])).toEqual([
    ['full', -1],
    ['head', -1],
    ['full', 1],
    ['head', -1],
  ])
  expect(differencesOf([], 'full')).toEqual([])
  expect(cautionsOf([], 'file')).toEqual([])
})

test('signs make it certain once there are seeds enough', () => {
  const more = Array.from({ length: 7 }, (_, i) => [
    trial('full', 'all', i, 0.9 + (i % 3) / 100),
    trial('lora', 'all', i, 0.92 + (i % 2) / 100),
    trial('head', 'all', i, 0.9 + ((i + 1) % 3) / 100),
  ]).flat()
  expect(differencesOf(summarise(more), 'full').map(({ finding }) => finding)).toEqual(['found', 'chance'])
})
