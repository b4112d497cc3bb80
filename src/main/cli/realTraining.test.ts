import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import type { RunInfo } from '../../shared/runInfo.ts'
import { openHome } from '../home.ts'
import { openStore } from '../store/store.ts'
import { prepareHome, temporaryFolder } from '../../testing/host/samples.ts'

const entry = join(import.meta.dirname, '../cli.ts')
const home = temporaryFolder()
const sample = join(import.meta.dirname, '../../../resources/sample/support-messages.csv')

interface Trained {
  readonly runId: string
  readonly status: string
  readonly metrics: RunInfo['result']
}

function begin(...words: string[]): { kill(): void; document: Promise<unknown> } {
  const child = spawn(process.execPath, [entry, ...words, '--home', home, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let out = ''
  child.stdout.on('data', (chunk: Buffer) => (out += String(chunk)))
  return {
    kill: () => child.kill('SIGKILL'),
    document: new Promise((resolve) =>
      child.on('close', () => resolve(out === '' ? undefined : JSON.parse(out))),
    ),
  }
}

const words = [
  'train',
  '--data',
  sample,
  '--model',
  'tiny',
  '--steps',
  '60',
  '--checkpoint-every',
  '4',
  '--lr',
  '0.01',
]

beforeAll(async () => void (await prepareHome(home)))

test('a run that was killed in the middle ends with the same numbers as one that was not', async () => {
  const whole = (await begin(...words).document) as Trained
  expect(whole).toMatchObject({ runId: 'r1', status: 'done', metrics: { dev: { examples: 120 } } })

  const killed = begin(...words)
  const checkpoints = join(home, 'runs', 'r2', 'checkpoints')
  while (!existsSync(checkpoints) || readdirSync(checkpoints).length < 2) await new Promise(setImmediate)
  killed.kill()
  expect(await killed.document).toBeUndefined()

  const resumed = (await begin('resume', 'r2').document) as Trained
  expect(resumed).toMatchObject({ runId: 'r2', status: 'done' })
  expect(resumed.metrics).toEqual(whole.metrics)
  const store = openStore(openHome(home).database)
  const losses = [1, 2].map((run) =>
    store.points.series(run, 'train/loss', 1000, -1).map(({ step, value }) => [step, value]),
  )
  store.close()
  // The last points before a kill may not have left the process; what there is, is the same.
  expect(losses[0]).toEqual(expect.arrayContaining(losses[1]!))
  expect(losses[1]!.at(-1)?.[0]).toBe(60)
}, 120_000)

test('a trained run predicts, is scored on a file, and is exported with its read-back check', async () => {
  expect(await begin('predict', '--run', 'r1', 'Where is my parcel?').document).toMatchObject({
    predictions: [{ text: 'Where is my parcel?', answers: [{ runId: 'r1', probabilities: { length: 6 } }] }],
  })
  expect(await begin('evaluate', '--run', 'r1', '--data', sample).document).toMatchObject({
    metrics: { examples: 1200 },
  })
  const out = join(home, 'adapter')
  expect(await begin('export', '--run', 'r1', '--format', 'peft', '--out', out).document).toMatchObject({
    folder: out,
    check: { rows: 100, same: 100 },
  })
  expect(readdirSync(out)).toContain('adapter_model.safetensors')
}, 120_000)

test('how far training moved the hidden states, as JSON and as CSV', async () => {
  const changed = await begin('changed', '--run', 'r1').document
  expect(changed).toMatchObject({
    runId: 'r1',
    split: 'dev',
    rows: 120,
    views: [{ reads: 'first', layers: [{ layer: 'Embeddings', relativeL2: 0, cka: 1 }, {}, {}] }, {}],
  })
  const csv = spawnSync(process.execPath, [entry, 'changed', '--run', 'r1', '--csv', '--home', home])
  expect(String(csv.stdout).split('\n').slice(0, 3)).toEqual([
    'reads,layer,cosine_distance,relative_l2,cka,separation_before,separation_after',
    'first,Embeddings,0,0,1,,',
    expect.stringMatching(/^first,Layer 1(,0\.\d+){5}$/),
  ])
  expect(String(csv.stderr), 'known already, so nothing is worked out').toBe('')
}, 120_000)

test('a device that is not here is told, and the processor trains', async () => {
  const absent = process.platform === 'darwin' ? 'dml' : 'coreml'
  const short = ['train', '--data', sample, '--model', 'tiny', '--steps', '2', '--shots', '2']
  const { document } = begin(...short, '--device', absent)
  expect(await document).toMatchObject({
    status: 'done',
    device: 'cpu',
    note: expect.stringMatching(/cannot be used: .* Working on the processor instead\. Trained for 2 steps/),
  })
}, 120_000)

test('stars that could be classes are numbers for a regression', async () => {
  const file = join(home, 'stars.csv')
  const rows = Array.from({ length: 40 }, (_, i) => `parcel number ${i} was fine,${(i % 5) + 1}`)
  writeFileSync(file, ['review,stars', ...rows].join('\n'))
  const words = ['train', '--data', file, '--model', 'tiny', '--steps', '2', '--objective', 'regress']
  expect(await begin(...words).document).toMatchObject({
    status: 'done',
    metrics: { dev: { examples: 4, pearson: expect.any(Number) } },
  })
}, 120_000)

test('pre-training goes on with a text file, and its run is the model of the next', async () => {
  const file = join(home, 'notes.txt')
  const lines = Array.from(
    { length: 80 },
    (_, i) => `note ${i}: the parcel came late and the order was wrong`,
  )
  writeFileSync(file, lines.join('\n'))
  const words = ['train', '--model', 'tiny', '--max-length', '32', '--steps', '8']
  const read = (await begin(...words, '--data', file, '--objective', 'maskedLm').document) as Trained
  expect(read).toMatchObject({
    status: 'done',
    metrics: { dev: { perplexity: expect.any(Number) } },
    spec: { tuning: { id: 'full' } },
  })
  expect(await begin(...words.with(2, read.runId), '--data', sample).document).toMatchObject({
    status: 'done',
    spec: { model: expect.stringMatching(`^${read.runId}-step-`), objective: { id: 'classify' } },
  })
}, 120_000)
