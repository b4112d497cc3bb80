// The command line as a person or a script uses it: real child processes, exit codes, one JSON document.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { endCommands, lathe, startLathe, type Finished } from './cli.ts'
import { expect, samplePath, test } from './fixture.ts'

test.afterEach(endCommands)

const train = ['train', '--data', samplePath(), '--shots', '8', '--steps', '12', '--batch', '8', '--json']

/** The one JSON document that a command printed. */
function json<T>({ code, stdout, stderr }: Finished): T {
  expect(stderr).toBe('')
  expect(code).toBe(0)
  return JSON.parse(stdout) as T
}

interface Run {
  readonly runId: string
  readonly status: string
  readonly metrics: Readonly<Record<string, { readonly loss: number; readonly accuracy?: number }>>
  readonly steps: number
  readonly trainableParameters: number
  readonly totalParameters: number
}

/** Everything that runs have written so far. */
function filesOfRuns(home: string): string[] {
  const folder = join(home, 'runs')
  return existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : []
}

/** A run without what a clock decides. */
const numbersOf = ({ status, metrics, steps }: Run): unknown => ({ status, metrics, steps })

test('trains, predicts, evaluates, exports and tells of it', async ({ home }) => {
  const run = json<Run>(await lathe(home, ...train))
  expect(run.status).toBe('done')
  expect(run.steps).toBe(12)
  expect(run.metrics['dev']?.loss).toBeGreaterThan(0)
  expect(run.trainableParameters).toBeGreaterThan(0)
  expect(run.trainableParameters).toBeLessThan(run.totalParameters / 10)

  const runs = json<{ id: string }[]>(await lathe(home, 'runs', '--json'))
  expect(runs.map(({ id }) => id)).toEqual([run.runId])
  expect(json<Run>(await lathe(home, 'show', run.runId, '--json')).metrics).toEqual(run.metrics)

  const predicted = await lathe(home, 'predict', '--run', run.runId, '--json', 'Where is my parcel?')
  expect(JSON.stringify(json(predicted))).toContain('probabilit')
  const scored = await lathe(home, 'evaluate', '--run', run.runId, '--data', samplePath(), '--json')
  expect(JSON.stringify(json(scored))).toContain('accuracy')

  const out = join(home, 'adapter')
  json(await lathe(home, 'export', '--run', run.runId, '--format', 'peft', '--out', out, '--json'))
  expect(readdirSync(out)).toEqual(
    expect.arrayContaining(['adapter_config.json', 'adapter_model.safetensors']),
  )
  expect(JSON.parse(readFileSync(join(out, 'adapter_config.json'), 'utf8'))).toMatchObject({
    peft_type: 'LORA',
    r: 8,
  })
})

test('the same seed gives the same numbers, also when the run is killed and resumed', async ({ home }) => {
  const whole = json<Run>(await lathe(home, ...train, '--steps', '40', '--checkpoint-every', '5'))
  const killed = startLathe(home, [...train, '--steps', '40', '--checkpoint-every', '5', '--name', 'killed'])
  const checkpoints = (): string[] =>
    filesOfRuns(home).filter((file) => file.includes('checkpoint') && !file.startsWith(whole.runId))
  await expect.poll(checkpoints, { timeout: 60_000 }).not.toHaveLength(0)
  killed.process.kill('SIGKILL')
  await killed.finished

  const runs = json<{ id: string }[]>(await lathe(home, 'runs', '--json'))
  const cut = runs.find(({ id }) => id !== whole.runId)
  const resumed = json<Run>(await lathe(home, 'resume', cut?.id ?? '', '--json'))
  expect(numbersOf(resumed)).toEqual(numbersOf(whole))
})

test('Ctrl+C keeps what was learned', async ({ home }) => {
  const command = startLathe(home, [...train, '--steps', '5000'])
  await expect.poll(() => filesOfRuns(home).length, { timeout: 60_000 }).toBeGreaterThan(1)
  command.process.kill('SIGINT')
  expect(json<Run>(await command.finished).status).toBe('stopped')
})

test('mistakes are told in a sentence, with exit code 1 for the data and 2 for the usage', async ({
  home,
}) => {
  const missing = await lathe(home, 'train', '--data', join(home, 'nothing.csv'))
  expect(missing.code).toBe(1)
  expect(missing.stderr).toContain('nothing.csv')
  expect(missing.stderr).not.toContain('    at ')

  const bad = join(home, 'bad.csv')
  writeFileSync(bad, 'text,label\na,b\nc,d\n')
  const column = await lathe(home, 'train', '--data', bad, '--label', 'colour')
  expect(column.code).toBe(1)
  expect(column.stderr).toContain('colour')

  for (const words of [
    ['trian'],
    ['train', '--data'],
    ['train', '--data', bad, '--epochs', 'many'],
    ['show'],
  ])
    expect((await lathe(home, ...words)).code, words.join(' ')).toBe(2)
})

test('lists what is here', async ({ home }) => {
  expect(JSON.stringify(json(await lathe(home, 'models', '--json')))).toContain('starter')
  expect(JSON.stringify(json(await lathe(home, 'devices', '--json')))).toContain('cpu')
  expect(json(await lathe(home, 'datasets', '--json'))).toEqual([])
})
