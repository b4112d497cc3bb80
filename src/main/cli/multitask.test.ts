// Multi-task training through the command line and real processes, on a tiny model: killed, gone on with, refused.
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { multitaskFound } from '../../shared/multitask.ts'
import type { RecipeDetails } from '../../shared/recipe.ts'
import { prepareHome, temporaryFolder } from '../../testing/host/samples.ts'
import { reviews } from '../../testing/runPlace.ts'

const entry = join(import.meta.dirname, '../cli.ts')
const home = temporaryFolder()
const moods = (csv: string): string => csv.replaceAll(',good', ',positive').replaceAll(',bad', ',negative')
const files = Object.fromEntries(
  ['films', 'books', 'shops'].map((name) => [name, join(home, `${name}.csv`)]),
) as Record<'films' | 'books' | 'shops', string>

beforeAll(async () => {
  await prepareHome(home)
  writeFileSync(files.films, moods(reviews(60)))
  writeFileSync(files.books, moods(reviews(80, 6)))
  writeFileSync(files.shops, moods(reviews(40, 7)))
})

function lathe(...words: string[]): { status: number | null; out: string; said: string } {
  const all = [entry, ...words, '--home', home]
  const { status, stdout, stderr } = spawnSync(process.execPath, all, { encoding: 'utf8' })
  return { status, out: stdout, said: stderr + stdout }
}

const words = ['multitask', '--data', files.films, '--data', files.books, '--model', 'tiny']
const asked = [
  ...words,
  '--held-out',
  files.shops,
  '--cap',
  '50',
  '--templates',
  'films={text_a} It was {mask}.',
]

test('several files are trained as one and a held-out one is asked before and after; the same command does nothing twice', () => {
  const { status, out, said } = lathe(...asked, '--json')
  expect(status, said).toBe(0)
  const recipe = JSON.parse(out) as RecipeDetails
  expect(recipe).toMatchObject({ state: 'done', counts: { done: 3, known: 3 } })
  const found = multitaskFound.parse(recipe.result)
  expect(found).toMatchObject({
    run: 'r1',
    words: ['terrible', 'great'],
    tasks: [
      { name: 'films.csv', rows: 50, templates: ['{text_a} It was {mask}.'] },
      { name: 'books.csv', rows: 50 },
    ],
    heldOut: [{ name: 'shops.csv', rows: 40, majority: 0.5 }],
  })
  const again = lathe(...asked)
  expect(again.status, again.said).toBe(0)
  expect(again.said).toContain('Recipe p1 goes on.')
  expect(again.out).toMatch(/mean over templates +0\.\d+ +0\.\d+/)
  expect(again.out).toContain('shops.csv: training on the other tasks')
}, 120_000)

test('what cannot be is told before anything is trained', () => {
  const none = lathe(...words)
  expect([none.status, none.said]).toEqual([1, expect.stringContaining('No dataset is held out')])
  const both = lathe(...words, '--held-out', files.films)
  expect([both.status, both.said]).toEqual([1, expect.stringContaining('is trained and held out')])
}, 120_000)
