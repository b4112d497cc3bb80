import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test, vi } from 'vitest'
import type { RunInfo } from '../../shared/runInfo.ts'
import { prepareHome, temporaryFolder } from '../../testing/host/samples.ts'

const entry = join(import.meta.dirname, '../../testing/host/cliDouble.ts')
const folder = temporaryFolder()
const home = join(folder, 'home')
const csv = join(folder, 'films.csv')

interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

function lathe(...words: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child: ChildProcess = execFile(
      process.execPath,
      [entry, ...words],
      { env: { ...process.env, LATHE_HOME: home } },
      (_, out, err) => resolve({ code: child.exitCode ?? -1, out, err }),
    )
  })
}

const train = (...words: string[]): Promise<Ended> =>
  lathe('train', '--data', csv, '--model', 'tiny', ...words)

beforeAll(async () => {
  await prepareHome(home)
  writeFileSync(csv, 'text,label\na fine film,good\na dull film,bad\ntruly fine,good\ntruly dull,bad\n')
})

test('train prints one JSON document and nothing else', async () => {
  const { code, out, err } = await train('--steps', '20', '--lr', '0.001', '--set', 'split.dev=0.2', '--json')
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(JSON.parse(out)).toMatchObject({
    runId: 'r1',
    status: 'done',
    metrics: { dev: { accuracy: 0.75 } },
    trainableParameters: 10,
    totalParameters: 100,
    tokensPerSecond: 1000,
    peakMemoryBytes: 1,
    spec: { training: { steps: 20, learningRate: 0.001, batch: 16 }, split: { dev: 0.2 } },
  })
})

test('train shows its progress on stderr and the scores on stdout', async () => {
  const { code, out, err } = await train('--steps', '20')
  expect(code).toBe(0)
  expect(err).toMatch(/step 20\/20 \| loss 0.05/)
  expect(out).toMatch(/^Run r2: done\. Ended at step 20\.\n/)
  expect(out).toMatch(/\ndev +4 +0.5 +0.75\n/)
})

test('the same file is one dataset however often it is trained on', async () => {
  const { out } = await lathe('datasets', '--json')
  expect(JSON.parse(out)).toMatchObject([{ name: 'films.csv', labels: ['bad', 'good'] }])
})

test('a failed run is told on stderr, with exit code 1', async () => {
  const { code, out, err } = await train('--steps', '20', '--name', 'fails', '--json')
  expect({ code, out, err }).toEqual({
    code: 1,
    out: '',
    err: 'Run r3 failed. The loss became NaN at step 7.\n',
  })
})

test.each([
  [['train', '--data', 'absent.csv'], 1, /There is no file .*absent\.csv/],
  [['show', 'r99'], 1, /There is no run "r99"/],
  [['train'], 2, /required option '--data <file>'/],
  [['fly'], 2, /unknown command 'fly'/],
  [['train', '--data', csv, '--epochs', 'many'], 2, /--epochs takes a number, not "many"/],
  [['train', '--data', csv, '--schedule', 'wavy'], 2, /--schedule is one of linear, cosine, constant/],
  [['train', '--data', csv, '--batch', '0'], 2, /training\.batch/],
  [['train', '--data', csv, '--set', 'lora'], 2, /--set takes group\.option=value/],
  [
    ['train', '--data', csv, '--set', 'wings.span=3'],
    2,
    /there is no "wings" in this run\. It has .*training, split/,
  ],
  [
    ['train', '--data', csv, '--set', 'split.toString=3'],
    2,
    /split has no option "toString"\. It has dev, test, shots/,
  ],
  [
    ['train', '--data', csv, '--tuning', 'wings'],
    2,
    /Allowed choices are lora, adapter, ia3, bitfit, prefix, pTuningV2, softPrompt, full, head/,
  ],
  [['train', '--data', csv, '--tuning', 'lora+wings'], 2, /or two of them joined by "\+"/],
  [['train', '--data', csv, '--tuning', 'lora+full'], 1, /lora and full do not go together\./],
  [['train', '--data', csv, '--device', 'abacus'], 2, /Allowed choices are auto, cpu/],
  [['export', '--run', 'r1', '--format', 'zip'], 2, /Allowed choices are peft, adapterHub, merged, onnx/],
  [['pretrain', csv, '--hidden', '64', '--heads', '3'], 2, /heads: it must divide the hidden size/],
  [['pretrain', csv, '--copies', 'a.txt'], 2, /--copies takes name=value, separated by commas, not "a.txt"/],
  [['pretrain', csv, '--copies', 'a.txt=many'], 2, /--copies a.txt takes a whole number, not "many"/],
  [['pretrain', csv, '--teacher', 'nobody'], 1, /no model "nobody"/],
  [['resume', 'r1', '--more-epochs', 'x'], 2, /"x" is not a number from 0 up/],
  [['resume', 'r1', '--more-epochs', '-1'], 2, /"-1" is not a number from 0 up/],
  [['predict', '--run', 'r1', '--data', csv, '--text', 'nowhere'], 1, /no column "nowhere"/],
  [['predict', '--run', 'r1'], 2, /Give texts to predict/],
  [['generate', '--prompt', 'x'], 2, /either a model with --model or a run with --run/],
  [['generate', '--run', 'r1', '--prompt', 'x', '--top-p', '2'], 2, /topP: it must be at most 1/],
  [['generate', '--run', 'r1', '--prompt', 'x', '--temperature', 'warm'], 2, /--temperature takes a number/],
  [['generate', '--model', 'absent', '--prompt', 'x'], 1, /no model "absent"/],
])('lathe %j ends with %i', async (words, expected, message) => {
  const { code, out, err } = await lathe(...words)
  expect({ code, out }).toEqual({ code: expected, out: '' })
  expect(err).toMatch(message)
})

test('runs, show, models and devices list what is there', async () => {
  expect((await lathe('runs')).out).toMatch(/r3 +fails +failed .*\nr2 .*\nr1 .*dev\/accuracy 0.75 +10 /)
  expect(JSON.parse((await lathe('show', 'r1', '--json')).out)).toMatchObject({ runId: 'r1', status: 'done' })
  expect(JSON.parse((await lathe('models', '--json')).out)).toContainEqual(
    expect.objectContaining({ id: 'tiny', source: 'folder', layers: 2 }),
  )
  expect(JSON.parse((await lathe('devices', '--json')).out)).toMatchObject([{ name: 'cpu', available: true }])
})

test('predict answers texts and the rows of a file', async () => {
  const given = await lathe('predict', '--run', 'r1', '--json', 'short', 'a rather long text')
  expect(JSON.parse(given.out)).toMatchObject({
    predictions: [
      { text: 'short', answers: [{ runId: 'r1', predicted: 'short' }] },
      { text: 'a rather long text', answers: [{ runId: 'r1', predicted: 'long' }] },
    ],
  })
  expect((await lathe('predict', '--run', 'r1', 'short')).out).toBe('short\t\tshort\n')
  const ofFile = await lathe('predict', '--run', 'r1', '--data', csv, '--json')
  expect(JSON.parse(ofFile.out)).toMatchObject({
    predictions: [
      { text: 'a fine film' },
      { text: 'a dull film' },
      { text: 'truly fine' },
      { text: 'truly dull' },
    ],
  })
})

test('predict puts the columns of several runs side by side, in a file where one is named', async () => {
  expect((await lathe('predict', '--run', 'r1,r2', 'short', 'one, two and three')).out.split('\n')).toEqual([
    'r1\tr1 probability\tr2\tr2 probability\ttext',
    'short\t\tshort\t\tshort',
    'long\t\tlong\t\tone, two and three',
    '',
  ])
  const out = join(home, 'predicted.csv')
  expect((await lathe('predict', '--run', 'r1, r2', '--out', out, 'one, two and three')).code).toBe(0)
  expect(readFileSync(out, 'utf8')).toBe(
    'r1,r1 probability,r2,r2 probability,text\nlong,,long,,"one, two and three"\n',
  )
})

test('generate writes as the tokens come, and score weighs continuations', async () => {
  const prompt = ['generate', '--run', 'r1', '--prompt', 'one two three']
  expect(await lathe(...prompt)).toEqual({ code: 0, out: 'one two three one two three\n', err: '' })
  const { out } = await lathe(...prompt, '--max-new-tokens', '2', '--temperature', '0', '--json')
  expect(JSON.parse(out)).toMatchObject({
    run: 'r1',
    text: ' one two',
    tokens: 2,
    end: 'length',
    options: { maxNewTokens: 2, temperature: 0, topK: 50, seed: 13 },
  })
  const scored = await lathe('score', '--run', 'r1', '--context', 'it was', ' good', ' bad', '--json')
  expect(JSON.parse(scored.out)).toMatchObject({ scores: [{ text: ' good', share: 0.5 }, { text: ' bad' }] })
  expect((await lathe('score', '--run', 'r1', ' good', ' bad')).out).toMatch(/" good" +5 +-5 +-1 +0\.5\n/)
})

test('evaluate scores another file, whose labels are mapped onto those of the run', async () => {
  const shops = join(folder, 'shops.csv')
  writeFileSync(shops, 'text,label\nquick,great\nslow,terrible\nopen,odd\nkind,great\n')
  const offered = await lathe('evaluate', '--run', 'r1', '--data', shops)
  expect(offered.out).toContain('accuracy: 0.75 in domain, 0.75 here, difference 0.\n')
  expect(offered.out).toContain('Left out, because the run has no such label: "odd" (1).')
  const mapped = await lathe(
    'evaluate',
    '--run',
    'r1',
    '--data',
    shops,
    '--map',
    'odd=bad',
    '--map',
    'great=',
    '--json',
  )
  expect(JSON.parse(mapped.out)).toMatchObject({
    metrics: { examples: 2 },
    difference: 0,
    mapping: { great: null, odd: 'bad', terrible: 'bad' },
    leftOut: [{ label: 'great', rows: 2 }],
  })
  const wrong = await lathe('evaluate', '--run', 'r1', '--data', shops, '--map', 'fine=good')
  expect(wrong.err).toMatch(
    /--map takes label=label with a label of shops.csv first \(great, odd, terrible\)/,
  )
})

test('a ladder takes a learning rate per method, maps labels, and shows every second dataset', async () => {
  const other = (name: string, ...labels: string[]): string => {
    const path = join(folder, name)
    writeFileSync(path, ['text,label', ...labels.map((label, i) => `row ${i},${label}`), ''].join('\n'))
    return path
  }
  const [cafes, toys] = [other('cafes.csv', 'good', 'bad', 'meh'), other('toys.csv', 'fine', 'poor')]
  const words = ['ladder', '--data', csv, '--model', 'tiny', '--seeds', '1', '--minimum-steps', '10']
  const tested = ['--test-data', cafes, '--test-data', toys, '--map', 'fine=good', '--map', 'poor=bad']
  const methods = ['--methods', 'lora@1e-3,head,lora@1e-4']
  const made = await lathe(...words, ...methods, ...tested, '--json')
  const { spec, reference, differences } = JSON.parse(made.out) as Made
  expect(spec.methods.map(({ name, learningRate }) => [name, learningRate])).toEqual([
    ['LoRA at 0.001', 1e-3],
    ['Head only', expect.any(Number)],
    ['LoRA at 1e-4', 1e-4],
  ])
  expect(spec.elsewhere.map(({ mapping }) => mapping)).toEqual([
    { bad: 'bad', good: 'good', meh: null },
    { fine: 'good', poor: 'bad' },
  ])
  expect(reference).toBe('LoRA at 0.001')
  expect(differences.map(({ method }) => method)).toEqual(['Head only', 'LoRA at 1e-4'])

  // The same ladder again, only looked at in another way.
  const looked = await lathe(...words, ...methods, ...tested, '--against', 'head')
  expect(looked.err).toMatch(/^Ladder l1 goes on\.\n/)
  expect(looked.out).toMatch(/On cafes\.csv +Difference +On toys\.csv +Difference/)
  expect(looked.out).toContain('With all rows: LoRA at 0.001 and Head only score the same over 1 seed.')

  const refused = async (...more: string[]): Promise<string> => (await lathe(...words, ...more)).err
  expect(await refused('--methods', 'lora@fast')).toBe(
    '--methods takes a learning rate above 0 after an @, e.g. lora@1e-3, not "lora@fast".\n',
  )
  expect(await refused('--methods', 'lora,head', '--against', 'full')).toBe(
    'No method of this comparison is called "full". Its methods are "LoRA", "Head only".\n',
  )
  expect(await refused('--test-data', toys, '--map', 'fine=splendid')).toBe(
    '--map takes label=label with a label that is learned second (bad, good), not "fine=splendid".\n',
  )
}, 60_000)

interface Made {
  readonly spec: {
    readonly methods: readonly { readonly name: string; readonly learningRate: number }[]
    readonly elsewhere: readonly { readonly mapping: object }[]
  }
  readonly reference: string
  readonly differences: readonly { readonly method: string }[]
}

test('export writes where it is told to', async () => {
  const out = join(folder, 'adapter')
  const answer = await lathe('export', '--run', 'r1', '--format', 'peft', '--out', out, '--json')
  expect(JSON.parse(answer.out)).toMatchObject({ folder: out, check: { same: 4 } })
  expect(existsSync(join(out, 'adapter_config.json'))).toBe(true)
})

/** A lathe process that is watched while it runs, in its own process group, as a terminal starts it. */
function begin(...words: string[]): { child: ChildProcess; out: Promise<string>; running: Promise<string> } {
  const child = spawn(process.execPath, [entry, ...words], {
    env: { ...process.env, LATHE_HOME: home },
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (said += String(chunk)))
  const out = new Promise<string>((resolve) => child.on('close', () => resolve(said)))
  return { child, out, running: idOfRunning() }
}

/** Waits until some run has trained a few steps, and says which. */
async function idOfRunning(): Promise<string> {
  for (;;) {
    const runs = JSON.parse((await lathe('runs', '--json')).out) as RunInfo[]
    const run = runs.find(({ state, progress }) => state === 'running' && (progress?.step ?? 0) >= 5)
    if (run) return run.id
  }
}

const endless = ['--data', csv, '--model', 'tiny', '--steps', '100000']

test('Ctrl+C stops and keeps, resume goes on, and a second host is refused meanwhile', async () => {
  const first = begin('train', ...endless)
  const id = await first.running
  const second = await train('--steps', '20')
  expect([second.code, second.out]).toEqual([1, ''])
  expect(second.err).toMatch(/^A lathe command \(process \d+\) is using/)
  // Ctrl+C in a terminal reaches the whole group.
  process.kill(-first.child.pid!, 'SIGINT')
  expect(await first.out).toMatch(new RegExp(`^Run ${id}: stopped\\. Ended at step \\d+\\.`))
  expect(first.child.exitCode).toBe(0)

  const resumed = begin('resume', id, '--json')
  await resumed.running
  // SIGTERM is what a system sends that shuts down.
  resumed.child.kill('SIGTERM')
  expect(JSON.parse(await resumed.out)).toMatchObject({ runId: id, status: 'stopped' })
}, 60_000)

test('a killed command takes its worker with it, and the run can be resumed', async () => {
  const killed = begin('train', ...endless)
  const id = await killed.running
  const log = join(home, 'runs', id, 'log.txt')
  const worker = Number(/process (\d+)/.exec(readFileSync(log, 'utf8'))?.[1])
  killed.child.kill('SIGKILL')
  await killed.out
  await vi.waitFor(() => expect(() => process.kill(worker, 0)).toThrow('ESRCH'), 5000)

  const resumed = begin('resume', id, '--json')
  // The database still says of the killed run that it is running; the log tells when it goes on.
  await vi.waitFor(
    () => expect(readFileSync(log, 'utf8')).toMatch(/Starts at step 0.*Starts at step [1-9]/s),
    20_000,
  )
  resumed.child.kill('SIGINT')
  expect(JSON.parse(await resumed.out)).toMatchObject({ runId: id, status: 'stopped' })
}, 60_000)

test('train --start goes on with the model and method of another run', async () => {
  const first = await train('--steps', '20', '--set', 'lora.rank=4', '--json')
  const { runId } = JSON.parse(first.out) as { runId: string }
  const goOn = ['train', '--data', csv, '--start', runId, '--steps', '20'] as const
  expect(JSON.parse((await lathe(...goOn, '--json')).out)).toMatchObject({
    spec: { start: runId, model: 'tiny', tuning: { id: 'lora', options: { rank: 4 } } },
  })
  const { code, err } = await lathe(...goOn, '--set', 'lora.rank=8')
  expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/"lora" with the same options/) })
})
