// Texts that leave early, through the command line and the services behind the window, with the real worker.
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import type { FileRef } from '../../shared/host.ts'
import type { LayeredRows } from '../../shared/exits/answers.ts'
import { accuracyOf, operatingPoint } from '../../shared/exits/operatingPoints.ts'
import type { ExitsFound } from './exits.ts'
import { forkNode } from '../host/nodePlatform.ts'
import { openTestLab, prepareHome, temporaryFolder } from '../../testing/host/samples.ts'
import { exitRuleFlag } from './exitRuleFlag.ts'

const entry = join(import.meta.dirname, '../cli.ts')
const worker = join(import.meta.dirname, '../../worker/trainer.ts')
const sample = join(import.meta.dirname, '../../../resources/sample/support-messages.csv')
const home = temporaryFolder()

function lathe(...words: string[]): { out: string; error: string } {
  const { stdout, stderr } = spawnSync(process.execPath, [entry, ...words, '--home', home], {
    encoding: 'utf8',
  })
  return { out: stdout, error: stderr }
}

beforeAll(async () => {
  await prepareHome(home)
  const train = ['train', '--data', sample, '--model', 'tiny', '--tuning', 'full', '--lr', '0.005']
  lathe(...train, '--steps', '60', '--exit', 'joint', '--set', 'split.test=0.2')
  lathe(...train, '--steps', '2')
  const numbers = join(home, 'numbers.csv')
  writeFileSync(
    numbers,
    ['text,label', ...Array.from({ length: 60 }, (_, i) => `a film of ${i} scenes,${i / 10}`)].join('\n'),
  )
  const regress = ['--data', numbers, '--objective', 'regress', '--exit', 'joint', '--steps', '2']
  lathe('train', '--model', 'tiny', '--tuning', 'full', ...regress)
})

test('a file is predicted by as many layers as its texts need', () => {
  for (const [rule, layer] of [
    ['probability=0', '1'],
    ['probability=2', '2'],
  ] as const) {
    const file = join(home, `predicted ${layer}.csv`)
    const { out } = lathe('predict', '--run', 'r1', '--data', sample, '--out', file, '--exit', rule)
    expect(out).toContain(`after ${layer}.00 of 2 layers on average`)
    const [header, ...rows] = readFileSync(file, 'utf8').trim().split('\n')
    expect(header).toBe('r1,r1 probability,layer,text')
    expect(new Set(rows.map((row) => row.split(',')[2]))).toEqual(new Set([layer]))
  }
})

test('the window predicts a file as the command does, and says how many layers that took', async () => {
  const lab = await openTestLab(home, {
    forkWorker: () => forkNode(worker),
    pathOf: ({ ref }: FileRef) => ref,
  })
  const heard: unknown[] = []
  lab.listen((event, payload) => event === 'runs.predicting' && heard.push(payload))
  const file = { ref: sample, name: 'sample.csv' }
  const asked = { id: 'r1', file, roles: { text: 'message', pair: null } }
  const early = await lab.handlers['runs.predictFile']({
    ...asked,
    rule: { rule: 'probability', threshold: 0 },
  })
  expect(early!.csv).toBe(readFileSync(join(home, 'predicted 1.csv'), 'utf8'))
  expect(early!.layers).toEqual({ mean: 1, all: 2 })
  expect(heard.at(-1)).toEqual({ id: 'r1', done: early!.rows, rows: early!.rows })
  const whole = await lab.handlers['runs.predictFile']({ ...asked, rule: null })
  expect(whole!.csv.split('\n')[0]).toBe('r1,r1 probability,text')
  const stopped = lab.handlers['runs.predictFile']({ ...asked, rule: null })
  await lab.handlers['runs.stopPredicting']({ id: 'r1' })
  expect(await stopped).toBe(null)
  await expect(async () =>
    lab.handlers['runs.predictFile']({ ...asked, roles: { text: 'nowhere', pair: null }, rule: null }),
  ).rejects.toMatchObject({ code: 'column' })
  await lab.close()
})

test('what does not go is told', () => {
  const ask = (...words: string[]): string => lathe('predict', 'a text', ...words).error
  expect(ask('--run', 'r2', '--exit', 'entropy=0.3')).toContain('have not learned to answer')
  expect(ask('--run', 'r1', '--exit', 'mood=0.3')).toContain('--exit takes one of entropy')
  expect(ask('--run', 'r1,r2', '--exit', 'entropy=0.3')).toContain('--exit takes one run')
  expect(exitRuleFlag('probability=0.9/0.8')).toEqual({ rule: 'probability', threshold: [0.9, 0.8] })
})

test('the terminal tells what each layer is worth, what each rule saves, and thresholds with a promise', async () => {
  const lab = await openTestLab(home)
  const { layers } = (await lab.handlers['runs.get']({ id: 'r1' })).result!
  await lab.close()
  const ask = (...words: string[]): ExitsFound =>
    JSON.parse(lathe('exits', 'r1', '--json', ...words).out) as ExitsFound
  const found = ask()
  expect(found).toMatchObject({ layers: 2, metric: 'accuracy', rows: { dev: 120, test: 240 } })
  for (const split of ['dev', 'test'] as const)
    found.scores[split]!.forEach((score, l) => expect(score).toBeCloseTo(layers![split]![l]!.accuracy!, 12))
  expect(found.points.map(({ name, share }) => `${name} ${share}`)).toHaveLength(9)
  const whole = found.scores.dev![1]!
  for (const { share, rule, splits } of found.points) {
    expect(splits.dev!.score).toBeGreaterThanOrEqual(rule ? share * whole : whole)
    expect(splits.dev!.saved > 0).toBe(rule !== null)
  }
  const { promised } = ask('--lose', '10', '--risk', '20', '--rule', 'entropy')
  const [one, ...others] = promised!
  expect(others).toEqual([])
  expect(one!.splits.dev!.score).toBeGreaterThanOrEqual(whole - one!.lost / 120 - 1e-12)
  expect(one!.lost).toBeLessThan(10)
  expect(one!.splits.test!.meanLayers).toBeCloseTo(2 * (1 - one!.splits.test!.saved), 12)
  expect(lathe('exits', 'r1', '--lose', '10', '--risk', '20').out).toContain('at most 10.0 points')
  const error = (...words: string[]): string => lathe('exits', ...words).error
  expect(error('r1', '--lose', '1')).toContain('120 validation rows cannot prove this')
  expect(error('r1', '--lose', '1')).toContain('it takes 299')
  expect(error('r1', '--rule', 'certainty')).toContain('Its rules are entropy, probability, patience.')
  expect(error('r2')).toContain('lathe train --exit')
  expect(error('r3', '--lose', '1')).toContain('answers by numbers')
  expect(lathe('exits', 'r3').out).toContain('Pearson correlation of each layer')
})

test('the answers of every layer are there to choose a rule by, and a text shows its whole path', async () => {
  const lab = await openTestLab(home, { forkWorker: () => forkNode(worker) })
  const run = await lab.handlers['runs.get']({ id: 'r1' })
  const layered: LayeredRows = await lab.handlers['exits.layers']({ id: 'r1', split: 'dev' })
  expect(layered).toMatchObject({ layers: 2, labels: expect.arrayContaining(['returns']) })
  const rows = layered.rows.map(({ logits, target }) => ({
    answers: logits.map((one) => ({ logits: one })),
    target,
  }))
  const full = operatingPoint({ rule: 'probability', threshold: 2 }, rows, accuracyOf)
  expect(full.score).toBeCloseTo(run.result!.scores.dev!.accuracy!, 12)
  const first = operatingPoint({ rule: 'probability', threshold: 0 }, rows, accuracyOf)
  expect(first.score).toBeCloseTo(run.result!.layers!.dev![0]!.accuracy!, 12)
  const texts = layered.rows.slice(0, 3).map(({ text }) => ({ text }))
  const { answers, layers, times } = await lab.handlers['exits.answer']({
    id: 'r1',
    texts,
    rule: null,
    measure: true,
  })
  expect(times, 'without a rule there is nothing to compare').toBe(null)
  expect(layers).toBe(2)
  answers.forEach(({ path, layer }, i) => {
    expect(layer).toBe(1)
    path.forEach(({ logits }, l) =>
      logits.forEach((z, c) => expect(z).toBeCloseTo(layered.rows[i]!.logits[l]![c]!, 4)),
    )
  })
  const early = await lab.handlers['exits.answer']({
    id: 'r1',
    texts: texts.slice(0, 1),
    rule: { rule: 'probability', threshold: 0 },
    measure: true,
  })
  expect(early.answers[0]!.path).toHaveLength(1)
  expect(early.times).toMatchObject({ early: expect.any(Number), all: expect.any(Number) })
  early.times!.last[0]!.logits.forEach((z, c) => expect(z).toBeCloseTo(answers[0]!.path[1]!.logits[c]!, 4))
  await expect(async () => lab.handlers['exits.layers']({ id: 'r2', split: 'dev' })).rejects.toMatchObject({
    code: 'run',
  })
  await lab.close()
})
