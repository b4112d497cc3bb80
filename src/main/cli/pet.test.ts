// lathe pet with the starter and real workers.
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { PetFound } from '../../shared/pet.ts'
import type { RecipeDetails } from '../../shared/recipe.ts'
import { temporaryFolder } from '../../testing/host/samples.ts'

const entry = join(import.meta.dirname, '../cli.ts')
const home = temporaryFolder()
const file = (name: string, lines: readonly string[]): string => {
  writeFileSync(join(home, name), lines.join('\n'))
  return join(home, name)
}
const words = { positive: ['superb', 'charming', 'wonderful'], negative: ['dull', 'boring', 'awful'] }
const rows = Object.entries(words).flatMap(([label, all]) =>
  all.flatMap((word) => ['film', 'book'].map((what) => `a ${word} ${what},${label}`)),
)
const few = file('few.csv', ['text,label', ...rows])
const dev = file('dev.csv', ['text,label', 'so superb,positive', 'so dull,negative'])
const many = file(
  'many.txt',
  Object.values(words).flatMap((all) => all.map((word) => `this play is so ${word}`)),
)

function lathe(...more: string[]): Promise<{ code: number | undefined; out: string; err: string }> {
  const all = [entry, 'pet', '--home', join(home, 'home'), ...more]
  return new Promise((resolve) => {
    const child = execFile(process.execPath, all, { maxBuffer: 2 ** 26 }, (_, out, err) =>
      resolve({ code: child.exitCode ?? undefined, out, err }),
    )
  })
}

const quick = ['--steps', '3', '--final-steps', '3', '--batch', '4', '--threads', '1']
const patterns = ['--patterns', '{text_a} All in all, it was {mask}.', '--patterns', 'Just {mask}! {text_a}']

test('few labels and many texts become a classifier, told with what the patterns made of them; again it is there at once', async () => {
  const wish = ['--data', few, '--eval', dev, '--unlabelled', many, ...patterns, ...quick]
  const { code, out, err } = await lathe(...wish, '--json')
  expect({ code, err }).toEqual({ code: 0, err: '' })
  const { state, steps, result } = JSON.parse(out) as RecipeDetails
  expect(state).toBe('done')
  expect(steps.map(({ id }) => id)).toEqual([
    'prepare',
    'generation 1, pattern 1, repetition 1',
    'generation 1, pattern 2, repetition 1',
    'label',
    'classifier',
  ])
  const { prepared, labelled, run } = result as unknown as PetFound
  expect(prepared.patterns.map(({ template }) => template)).toEqual([patterns[1], patterns[3]])
  expect(prepared).toMatchObject({ rows: 6, trainingRows: 12 })
  expect(labelled).toMatchObject({ rows: 6, models: [{ pattern: 0 }, { pattern: 1 }] })
  expect(steps.at(-1)).toMatchObject({ run, result: { scores: { dev: { examples: 2 } } } })

  const again = await lathe(...wish)
  expect(again.err).toContain('Recipe p1 goes on.')
  expect(again.out).toMatch(/The ensemble labelled 6 texts/)
  expect(again.out).toContain(patterns[1]!)
}, 120_000)

test('from zero labels: what the untrained patterns find likeliest is learned from, and only test rows are judged by', async () => {
  const wish = ['--data', few, '--test', dev, '--unlabelled', many, '--zero-labels', 'true']
  const { code, out, err } = await lathe(...wish, ...patterns, ...quick, '--json')
  expect({ code, err }).toEqual({ code: 0, err: '' })
  const { state, steps, result } = JSON.parse(out) as RecipeDetails
  expect(state).toBe('done')
  expect(steps.map(({ id }) => id).slice(0, 2)).toEqual(['prepare', 'begin'])
  expect(steps[1]!.work).toMatchObject({
    sizes: [
      [3, 3],
      [3, 3],
    ],
  })
  const { prepared, labelled } = result as unknown as PetFound
  expect(prepared).toMatchObject({ rows: 6, trainingRows: 0 })
  expect(labelled.accuracy).toMatchObject({ dev: null, test: expect.any(Number) })
  expect(steps.at(-1)!.result!.scores).toMatchObject({ test: { examples: 2 } })
}, 180_000)

test('what cannot work is told before anything is trained', async () => {
  const alone = await lathe('--data', few, ...quick)
  expect(alone).toMatchObject({ code: 1, err: expect.stringMatching(/none is left to be labelled/) })
  const one = await lathe('--data', few, '--unlabelled', many, ...patterns.slice(0, 2), ...quick)
  expect(one).toMatchObject({ code: 1, err: expect.stringMatching(/One pattern alone is no ensemble/) })
  const numbers = file('numbers.csv', ['text,label', ...rows.map((_, i) => `text ${i},${i / 7}`)])
  const regress = await lathe('--data', numbers, '--unlabelled', many, ...quick)
  expect(regress).toMatchObject({ code: 1, err: expect.stringMatching(/has no classes/) })
}, 120_000)
