// lathe import-adapter and lathe combine as child processes, with the real worker.
import { execFile, type ChildProcess } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { goldenFolder } from '../../testing/golden.ts'
import { prepareHome, temporaryFolder } from '../../testing/host/samples.ts'
import { writeTinyBert } from '../../testing/tinyBert.ts'

const entry = join(import.meta.dirname, '../cli.ts')
const home = temporaryFolder()
const csv = join(home, 'films.csv')

interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

const lathe = (...words: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const env = { ...process.env, LATHE_HOME: home }
    const child: ChildProcess = execFile(process.execPath, [entry, ...words], { env }, (_, out, err) =>
      resolve({ code: child.exitCode ?? -1, out, err }),
    )
  })

const peft = (name: string): string => goldenFolder(join('peft', name))
const hub = (name: string): string => goldenFolder(join('adapterhub', name))
const points = 'north, east,south,west'
const runs = (): string[] => readdirSync(join(home, 'runs')).sort()

beforeAll(async () => {
  const { models } = await prepareHome(home)
  await writeTinyBert(join(models, 'other'), { seed: 8 })
  writeFileSync(csv, 'text,label\na fine film,north\na dull film,east\ntruly fine,south\ntruly dull,west\n')
})

test('import-adapter prints the run as one JSON document, and the run is there', async () => {
  const labels = ['--labels', points]
  const { code, out, err } = await lathe(
    'import-adapter',
    peft('lora'),
    '--model',
    'tiny',
    ...labels,
    '--json',
  )
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(JSON.parse(out)).toMatchObject({
    runId: 'r1',
    status: 'done',
    spec: {
      name: 'lora',
      model: 'tiny',
      objective: { id: 'classify' },
      tuning: { id: 'lora', options: { rank: 4 } },
    },
  })
  const second = await lathe(
    'import-adapter',
    peft('loraOther'),
    '--model',
    'tiny',
    '--name',
    'Other',
    ...labels,
  )
  expect(second).toMatchObject({
    code: 0,
    err: '',
    out: expect.stringMatching(/^Run r2 "Other": done\. Trained elsewhere: LoRA of PEFT\./),
  })
})

test('an adapter of AdapterHub tells its base and its classes, and is asked', async () => {
  const folder = join(home, 'theirs')
  cpSync(hub('bertTwoLayers'), folder, { recursive: true })
  const path = join(folder, 'adapter_config.json')
  writeFileSync(path, readFileSync(path, 'utf8').replace('lathe-golden/bert', 'someone/tiny'))
  const { code, out } = await lathe('import-adapter', folder, '--json')
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({
    runId: 'r3',
    spec: { name: 'theirs', model: 'tiny', tuning: { id: 'adapter' } },
  })
  const predicted = await lathe('predict', '--run', 'r3', '--data', csv, '--json')
  expect(predicted.code).toBe(0)
})

test('a run goes on from its weights, with its head', async () => {
  const trained = await lathe('train', '--data', csv, '--start', 'r3', '--steps', '2', '--json')
  expect(JSON.parse(trained.out)).toMatchObject({
    runId: 'r4',
    status: 'done',
    spec: { start: 'r3', objective: { options: { head: 'tanh' } }, tuning: { id: 'adapter' } },
  })
})

test('without its base model here, the command asks for it', async () => {
  expect(await lathe('import-adapter', peft('lora'))).toEqual({
    code: 2,
    out: '',
    err: 'The adapter names "lathe-golden/bert" as its base model, which is not here. Say which one it is with --model; "lathe models" lists them.\n',
  })
})

test.each([
  [hub('robertaStatic'), [], /family "roberta", and this one is of "bert"/],
  [peft('lora'), ['--labels', 'a,b'], /4 classes apart\. Give 4 different names/],
])('what cannot come in is told on stderr, and leaves no run', async (folder, words, message) => {
  const before = runs()
  const ended = await lathe('import-adapter', folder, '--model', 'tiny', ...words)
  expect(ended).toMatchObject({ code: 1, out: '', err: expect.stringMatching(message) })
  expect(runs()).toEqual(before)
})

test.each([
  [[], 8, 'cat', '0.5 of run 1 and 0.5 of run 2'],
  [['--weights', '0.7, -0.3', '--by', 'svd', '--rank', '2'], 2, 'svd', '0.7 of run 1 and -0.3 of run 2'],
])('combine %j makes one LoRA of rank %d', async (words, rank, by, of) => {
  const { code, out, err } = await lathe('combine', 'r1', 'r2', '--name', 'both', ...words, '--json')
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(JSON.parse(out)).toMatchObject({
    name: 'both',
    status: 'done',
    note: `Combined (${by}): ${of}.`,
    spec: { model: 'tiny', tuning: { id: 'lora', options: { rank, alpha: rank } } },
  })
})

test('a LoRA on another model is no part of the same', async () => {
  const words = ['--model', 'other', '--labels', points, '--name', 'elsewhere', '--json']
  const imported = await lathe('import-adapter', peft('lora'), ...words)
  const { runId } = JSON.parse(imported.out) as { readonly runId: string }
  const before = runs()
  expect(await lathe('combine', 'r1', runId)).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringMatching(/belongs to the model "other".*Only adapters of one model can be combined/),
  })
  expect(runs()).toEqual(before)
})

test.each([
  [['--weights', '1'], 2, /one weight for each: 2 runs, weights 1/],
  [['--by', 'sum'], 2, /Allowed choices are cat, linear, svd/],
  [['--by', 'svd', '--rank', '9'], 1, /Choose a rank from 1 to 8, not 9/],
])('combine %j ends with %i, and leaves no run', async (words, code, message) => {
  const before = runs()
  const ended = await lathe('combine', 'r1', 'r2', ...words)
  expect(ended).toMatchObject({ code, out: '', err: expect.stringMatching(message) })
  expect(runs()).toEqual(before)
})
