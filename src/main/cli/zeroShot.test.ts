// lathe zero-shot with the starter and a real worker.
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ClassPromptScores } from '../../shared/prompts.ts'
import { temporaryFolder } from '../../testing/host/samples.ts'

const entry = join(import.meta.dirname, '../cli.ts')
const home = temporaryFolder()
const csv = join(home, 'films.csv')
writeFileSync(
  csv,
  'text,label\na fine film,pos\na dull film,neg\ntruly fine,pos\ntruly dull,neg\nvery odd,neg\n',
)

function zeroShot(...words: string[]): Promise<{ code: number | undefined; out: string; err: string }> {
  const all = [entry, 'zero-shot', '--data', csv, '--home', join(home, 'home'), ...words]
  return new Promise((resolve) => {
    const child = execFile(process.execPath, all, (_, out, err) =>
      resolve({ code: child.exitCode ?? undefined, out, err }),
    )
  })
}

test('several templates side by side, on the same rows, with their priors', async () => {
  const { code, out, err } = await zeroShot(
    ...['--template', '{text_a} It was {mask}.', '--template', 'Just {mask}! {text_a}'],
    ...['--words', 'pos=great/fine,neg=terrible', '--json'],
  )
  expect({ code, err }).toEqual({ code: 0, err: '' })
  const { prompts } = JSON.parse(out) as {
    prompts: (ClassPromptScores & { template: string; words: Record<string, string[]> })[]
  }
  expect(prompts.map(({ template }) => template)).toEqual([
    '{text_a} It was {mask}.',
    'Just {mask}! {text_a}',
  ])
  for (const { words, rows, prior, accuracy } of prompts) {
    expect(words).toEqual({ neg: ['terrible'], pos: ['great', 'fine'] })
    expect(rows.dev + rows.train).toBe(5)
    expect(prior.map(({ truth }) => truth)).toEqual([0.6, 0.4])
    for (const of of ['predicted', 'contentFree'] as const)
      expect(prior[0]![of] + prior[1]![of]).toBeCloseTo(1, 9)
    expect(accuracy * 5).toBeCloseTo(Math.round(accuracy * 5), 9)
  }
  expect(prompts[0]!.loss).not.toBe(prompts[1]!.loss)
})

test('for people a table, with calibrated accuracies where they are asked for', async () => {
  const { out } = await zeroShot('--calibrate')
  expect(out).toMatch(
    /^template +accuracy +macro F1 +loss +bias +contextual +PMI\n\{text_a\} It was \{mask\}\. /,
  )
  expect(out).toMatch(/\n\{text_a\} It was \{mask\}\. +neg +terrible +0\.6 /)
  expect(out).toMatch(/\nThe same 5 rows for every template\.\n$/)
})

test('numbers lie between two words', async () => {
  const scored = join(home, 'pairs.csv')
  const rows = Array.from({ length: 30 }, (_, i) => `a film ${i},a film ${i % 7},${(i % 13) / 4}`)
  writeFileSync(scored, ['first,second,score', ...rows].join('\n'))
  const columns = ['--text', 'first', '--pair', 'second', '--label', 'score']
  const { code, out, err } = await zeroShot('--data', scored, ...columns, '--words', 'low=no,high=yes')
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toMatch(/^template +words +Pearson +Spearman +squared error +mean /)
  expect(out).toMatch(/\n\{text_a\} \{mask\}, \{text_b:lower-first\} +no to yes +-?[01]\./)
  expect(out).toMatch(/\nThe same 30 rows for every template\.\n$/)
})

test('a description and examples: each order, each selection, and how far they lie apart', async () => {
  const context = ['--description', 'Film reviews.', '--demonstrations', '1', '--orders', '2']
  const more = [...context, '--template', '{text_a} It was {mask}.']
  const { code, out, err } = await zeroShot(...more)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toMatch(
    /\nexamples +order +accuracy +contextual +loss\nselection 1 +1 .*\nselection 1 +2 .*\nselection 2 +1 /,
  )
  expect(out).toMatch(
    /\nThe same examples in 2 orders: accuracy \S+ ± \S+, from \S+ to \S+\.\n2 selections of examples: /,
  )
  const similar = await zeroShot(...more, '--selection', 'similar', '--json')
  const { prompts } = JSON.parse(similar.out) as { prompts: { trials: { selection: number }[] }[] }
  expect(prompts[0]!.trials.map(({ selection }) => selection)).toEqual([0, 0])
})

test.each([
  [['--demonstrations', '2'], 1, /2 examples of "neg" need 3 different training rows of it/],
  [['--range', '5,0'], 2, /--range takes the lowest and the highest number/],
  [['--template', '{text_a} was great'], 1, /It has no \{mask\}/],
  [['--words', 'pos=great,neg=great'], 1, /"great" stands for both "neg" and "pos"/],
  [['--words', 'great'], 2, /--words takes label=word/],
])('%o is refused', async (words, code, message) => {
  const ended = await zeroShot(...words)
  expect(ended).toMatchObject({ code, out: '', err: expect.stringMatching(message) })
})
