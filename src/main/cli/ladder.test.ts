// Ladders that really train, a tiny model, killed in the middle and gone on with.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { beforeAll, expect, test } from 'vitest'
import type { LadderDetails } from '../../shared/ladder.ts'
import { prepareHome, temporaryFolder } from '../../testing/host/samples.ts'

const entry = join(import.meta.dirname, '../cli.ts')
const sample = join(import.meta.dirname, '../../../resources/sample/support-messages.csv')
const homes = [temporaryFolder(), temporaryFolder()] as const

function begin(home: string, ...words: string[]) {
  const all = [entry, 'ladder', ...words, '--home', home]
  const child = spawn(process.execPath, all, { stdio: ['ignore', 'pipe', 'ignore'] })
  let out = ''
  child.stdout.on('data', (chunk: Buffer) => (out += String(chunk)))
  const ended = new Promise<string>((resolve) => child.on('close', () => resolve(out)))
  return { kill: () => child.kill('SIGKILL'), ended }
}

const words = ['--data', sample, '--model', 'tiny', '--methods', 'full,head', '--shots', '4', '--seeds', '1']
const few = [...words, '--minimum-steps', '60', '--checkpoint-every', '4', '--threads', '1']

beforeAll(async () => {
  for (const home of homes) await prepareHome(home)
})

/** What the table is made from, without what depends on the clock. */
const numbers = ({ runs }: LadderDetails) =>
  runs.map(({ method, seed, state, result }) => ({
    method,
    seed,
    state,
    scores: result?.scores,
    best: result?.best,
    steps: result?.steps,
    keptBytes: result?.keptBytes,
  }))

test('a ladder that was killed in the middle ends with the same table, by the same command', async () => {
  const whole = JSON.parse(await begin(homes[0], ...few, '--json').ended) as LadderDetails
  expect(whole).toMatchObject({ id: 'l1', state: 'done', counts: { done: 2 }, total: 2 })
  for (const { result } of whole.runs) expect(result!.speed!.millisecondsPerText).toBeGreaterThan(0)

  const killed = begin(homes[1], ...few, '--json')
  // The second run has looked at its validation rows once of ten times.
  const second = join(homes[1], 'runs', 'r2', 'best.safetensors')
  while (!existsSync(second)) await pause(5)
  killed.kill()
  expect(await killed.ended).toBe('')

  const resumed = JSON.parse(await begin(homes[1], ...few, '--json').ended) as LadderDetails
  expect(resumed).toMatchObject({ id: 'l1', state: 'done', counts: { done: 2 } })
  expect(numbers(resumed)).toEqual(numbers(whole))
  // What was done was not done again.
  expect(resumed.runs.map(({ run }) => run)).toEqual(['r1', 'r2'])

  const out = join(homes[1], 'table.csv')
  await begin(homes[1], '--resume', 'l1', '--format', 'csv', '--out', out).ended
  const lines = readFileSync(out, 'utf8').trim().split('\n')
  // The methods, and what always the same answer scores.
  expect(lines).toHaveLength(4)
  expect(lines[1]).toMatch(/^Full fine-tuning,4,13,0\.\d+,\d+,/)
  expect(await begin(homes[1], '--resume', 'l1', '--format', 'md').ended).toMatch(
    /\| Method \| Accuracy \(mean ± sd\) .*\n.*\n\| Full fine-tuning \| 0\.\d{3} \| /,
  )
}, 240_000)

test('prompts and a linear probe are rows of a ladder beside the usual heads', async () => {
  const reviews = join(homes[1], 'reviews.csv')
  const rows = ['superb,positive', 'dull,negative', 'funny,positive', 'awful,negative'].map(
    (row) => `a film ${row}`,
  )
  writeFileSync(reviews, ['text,label', ...rows, ...rows, ...rows, ...rows].join('\n'))
  const common = [
    '--data',
    reviews,
    '--model',
    'tiny',
    '--shots',
    'all',
    '--seeds',
    '1',
    '--minimum-steps',
    '3',
  ]
  const methods = ['--methods', 'full,prompt:full,prompt:lora,mean:head,prompt:none']
  const words = ['--set', 'cloze.words=positive=great,negative=bad']
  const ladder = JSON.parse(
    await begin(homes[1], ...common, ...methods, ...words, '--json').ended,
  ) as LadderDetails
  expect(ladder).toMatchObject({ state: 'done', counts: { done: 5 } })
  expect(ladder.spec.methods.map(({ name }) => name)).toEqual([
    'Full fine-tuning',
    'Full fine-tuning by prompt',
    'LoRA by prompt',
    'Linear probe',
    'Zero-shot prompt',
  ])
  expect(ladder.spec.methods[1]!.objective).toMatchObject({
    id: 'cloze',
    options: { words: { positive: 'great', negative: 'bad' } },
  })
  const probe = ladder.runs.find(({ method }) => method === 3)!.result!
  const untrained = ladder.runs.find(({ method }) => method === 4)!.result!
  expect(untrained).toMatchObject({ steps: 0, trainableParameters: 0, scores: { test: {} } })
  expect(probe.trainableParameters, 'a layer of width x classes with its bias').toBeLessThan(1000)
}, 240_000)
