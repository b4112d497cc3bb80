// lathe lmbff with the starter and real workers.
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { foundTemplates, judgedPairs, lmbffResult } from '../../shared/lmbff.ts'
import type { RecipeDetails } from '../../shared/recipe.ts'
import { temporaryFolder } from '../../testing/host/samples.ts'
import { writeTinyT5 } from '../../testing/tinyT5.ts'

const entry = join(import.meta.dirname, '../cli.ts')
const home = temporaryFolder()
const words = { positive: ['superb', 'charming', 'wonderful'], negative: ['dull', 'boring', 'awful'] }
const rows = Object.entries(words).flatMap(([label, all]) =>
  all.flatMap((word) => ['film', 'book', 'play', 'show'].map((what) => `a ${word} ${what},${label}`)),
)
const data = join(home, 'few.csv')
writeFileSync(data, ['text,label', ...rows].join('\n'))

function lathe(...more: string[]): Promise<{ code: number | undefined; out: string; err: string }> {
  const all = [entry, 'lmbff', '--home', join(home, 'home'), '--data', data, '--shots', '4', ...more]
  return new Promise((resolve) => {
    const child = execFile(process.execPath, all, { maxBuffer: 2 ** 26 }, (_, out, err) =>
      resolve({ code: child.exitCode ?? undefined, out, err }),
    )
  })
}

const quick = [
  '--candidates',
  '10',
  '--trials',
  '2',
  '--trial-steps',
  '2',
  '--steps',
  '3',
  '--demonstration-sets',
  '2',
]

test('words are searched for a template that was given, and the better run kept; again it is there at once', async () => {
  const wish = ['--template', '{text_a} All in all, it was {mask}.', ...quick]
  const { code, out, err } = await lathe(...wish, '--json')
  expect({ code, err }).toEqual({ code: 0, err: '' })
  const { state, steps, result } = JSON.parse(out) as RecipeDetails
  expect(state).toBe('done')
  expect(steps.map(({ id }) => id)).toEqual(['words', 'pairs', 'trial-1', 'trial-2', 'plain', 'demonstrated'])
  const { run, trials, plain, demonstrated } = lmbffResult.parse(result)
  expect(trials.map(({ template }) => template)).toEqual([wish[1], wish[1]])
  expect(trials[0]).toMatchObject({ words: { positive: 'great', negative: 'terrible' }, wordsFrom: 'known' })
  expect(trials.filter(({ chosen }) => chosen)).toHaveLength(1)
  expect(run).toBe(demonstrated!.dev > plain.dev ? demonstrated!.run : plain.run)

  const again = await lathe(...wish)
  expect(again.err).toContain('Recipe p1 goes on.')
  expect(again.out).toMatch(/prompts were judged untrained, and of these 2 tried/)
  expect(again.out).toContain(`Run ${run} is kept.`)
}, 180_000)

test('a T5 writes the templates, which are judged with the others', async () => {
  const t5 = join(home, 'tiny-t5')
  await writeTinyT5(t5)
  const own = [
    '--words',
    'positive=great,negative=terrible',
    '--beam',
    '4',
    '--demonstrations',
    'none',
    ...quick,
  ]
  const wish = [...own, '--template-model', t5]
  const { code, out, err } = await lathe(...wish, '--json')
  expect({ code, err }).toEqual({ code: 0, err: '' })
  const { steps } = JSON.parse(out) as RecipeDetails
  const work = (id: string): unknown => steps.find((step) => step.id === id)!.work
  const { found } = foundTemplates.parse(work('templates'))
  expect(found).toHaveLength(8)
  const { pairs } = judgedPairs.parse(work('pairs'))
  // Those that read alike to the model, which knows no capitals and not every script, are judged once.
  const judged = pairs.filter(({ templateFrom }) => templateFrom === 'found')
  expect(judged.length).toBeGreaterThan(3)
  expect(found.map(({ template }) => template)).toEqual(
    expect.arrayContaining(judged.map(({ template }) => template)),
  )

  const again = await lathe(...wish)
  expect(again.out).toContain(`${t5} wrote 8 templates:`)
  expect(again.out).toContain(found[0]!.template)

  const wrong = await lathe(...own, '--template-model', 'starter')
  expect(wrong.code).not.toBe(0)
  expect(wrong.err).toMatch(/^Template model \(lmbff\.templateModel\): .* Choose a T5 model, or none/)
  const missing = await lathe(...own, '--template-model', 'nowhere')
  expect(missing.err).toMatch(/^Template model \(lmbff\.templateModel\): There is no model "nowhere"/)
}, 180_000)

test('what cannot be is refused at the option', async () => {
  const { code, err } = await lathe('--words', 'positive=great', '--template', '{text_a} was', ...quick)
  expect(code).not.toBe(0)
  expect(err).toContain('It has no {mask}')
})
