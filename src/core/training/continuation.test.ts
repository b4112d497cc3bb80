// The same JSON and seed give the same numbers, bit for bit: also after a kill, a stop, or a damaged checkpoint.
import { watch } from 'node:fs'
import { mkdtemp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FromWorker, RunPlace } from '../../shared/jobs.ts'
import type { RunSpecInput } from '../../shared/run.ts'
import { anotherRun, makePlace, reviews } from '../../testing/runPlace.ts'
import { runWorker, type Worker } from '../../testing/workerProcess.ts'
import type { TrainingIo } from './reporter.ts'
import { train } from './train.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lathe-continuation-'))
})
afterAll(() => rm(folder, { recursive: true }))

// Several pieces in every batch, dropout, a test split, and an odd rhythm of evaluations and checkpoints.
const training = { batch: 12, microTokens: 64, steps: 60, evaluateEvery: 7, checkpointEvery: 5, warmup: 0.1 }
const lora: Partial<RunSpecInput> = { training, split: { dev: 0.2, test: 0.1 } }
const full: Partial<RunSpecInput> = { ...lora, tuning: { id: 'full', options: {} } }
const maskedLm: Partial<RunSpecInput> = {
  ...full,
  objective: { id: 'maskedLm' },
  training: { ...training, batch: 4, maxLength: 32 },
}
/** Each step puts other rows beside a row. */
const demonstrated: Partial<RunSpecInput> = {
  ...lora,
  objective: {
    id: 'cloze',
    options: { template: '{text_a} it was {mask} .', demonstrations: 'similar', demonstrationSets: 3 },
  },
}

const exits: Partial<RunSpecInput> = {
  ...full,
  exit: { id: 'twoStage', options: {} },
}

const prompted: Partial<RunSpecInput> = { ...full, objective: { id: 'cloze', options: { auxiliary: 0.1 } } }

type Hear = (message: FromWorker, worker: Worker) => void

/** What a run leaves behind that must not depend on its interruptions. */
interface Outcome {
  /** `series step`: value. Time is not among them. */
  readonly points: ReadonlyMap<string, number>
  readonly best: string
  readonly predictions: string
  readonly scores: unknown
  readonly notes: readonly string[]
  /** The first step of each process. */
  readonly firstSteps: readonly number[]
}

/** Trains in a process for each of `interruptions`, and in one more to the end. */
async function outcome(
  place: RunPlace,
  interruptions: readonly Hear[] = [],
  resume = false,
): Promise<Outcome> {
  const points = new Map<string, number>()
  const notes: string[] = []
  const firstSteps: number[] = []
  for (const [i, onMessage] of [...interruptions, () => {}].entries()) {
    const { messages } = await runWorker({ kind: 'train', place, resume: resume || i > 0 }, { onMessage })
    const steps = messages.flatMap((m) => (m.kind === 'points' ? m.points.map((p) => p.step) : []))
    firstSteps.push(Math.min(...steps))
    for (const message of messages) {
      if (message.kind === 'failed') throw new Error(message.error.message)
      if (message.kind === 'note') notes.push(message.text)
      if (message.kind === 'points')
        for (const p of message.points) points.set(`${p.series} ${p.step}`, p.value)
      if (message.kind === 'trained' && i === interruptions.length)
        return {
          points: new Map([...points].filter(([key]) => !key.includes('tokensPerSecond'))),
          best: await readFile(join(place.runFolder, 'best.safetensors'), 'hex'),
          predictions: await readFile(join(place.runFolder, 'predictions.dev.jsonl'), 'utf8').catch(() => ''),
          scores: { ...message.result.scores, best: message.result.best, steps: message.result.steps },
          notes,
          firstSteps,
        }
    }
  }
  throw new Error('The run never said that it was trained.')
}

const killAt =
  (step: number): Hear =>
  (message, worker) => {
    if (message.kind === 'points' && message.progress.step >= step) worker.kill()
  }

const stopAt =
  (step: number): Hear =>
  (message, worker) => {
    if (message.kind === 'points' && message.progress.step >= step) worker.send({ kind: 'stop' })
  }

function expectSame(actual: Outcome, expected: Outcome): void {
  expect(actual.scores).toEqual(expected.scores)
  expect([...actual.points].sort()).toEqual([...expected.points].sort())
  expect(actual.predictions).toBe(expected.predictions)
  expect(actual.best === expected.best, 'best.safetensors').toBe(true)
}

for (const [name, spec] of [
  ['LoRA', lora],
  ['full', full],
  ['masked language model', maskedLm],
  ['demonstrations', demonstrated],
  ['prompt with hidden words', prompted],
  ['exits in two stages', exits],
] as const) {
  test(`${name}: twice the same, and the same when killed or stopped at any step`, async () => {
    const place = await makePlace(join(folder, name), { spec })
    const whole = await outcome(place)
    expect(whole.points.get('train/loss 60')).toBeLessThan(10)
    expect([...whole.points.keys()].filter((key) => key.startsWith('dev/loss '))).toHaveLength(9)

    const run = (kind: string): Promise<RunPlace> => anotherRun(place, join(folder, name, kind))
    expectSame(await outcome(await run('again')), whole)

    const killed = await outcome(await run('killed'), [killAt(1), killAt(20), killAt(40)])
    expectSame(killed, whole)
    expect(killed.firstSteps.at(-1), 'the last process went on').toBeGreaterThan(1)

    const stopped = await outcome(await run('stopped'), [stopAt(1), stopAt(30)])
    expectSame(stopped, whole)
    expect(stopped.firstSteps[1], 'the second process went on').toBeGreaterThan(1)
    expect(stopped.firstSteps[2], 'the third process went on').toBeGreaterThan(30)
  })
}

test('killed before its first checkpoint, a run begins again', async () => {
  const place = await makePlace(join(folder, 'early'), {
    spec: { ...lora, training: { ...training, checkpointEvery: 1000 } },
  })
  const killed = await outcome(place, [killAt(8)])
  expect(killed.firstSteps).toEqual([1, 1])
  expectSame(killed, await outcome(await anotherRun(place, join(folder, 'early', 'whole'))))
})

test('killed while it writes a checkpoint, a run goes on from the one before and cleans up', async () => {
  const place = await makePlace(join(folder, 'writing'), {
    spec: { ...full, training: { ...training, checkpointEvery: 1 } },
  })
  const checkpoints = join(place.runFolder, 'checkpoints')
  let writes = 0
  const killInWrite: Hear = (_, worker) => {
    if (writes > 0) return
    writes = 1
    watch(checkpoints, { persistent: false }, (event, name) => {
      // A temporary file appears and is renamed: two of these events for each checkpoint.
      if (event === 'rename' && name?.endsWith('.tmp') && ++writes === 8) worker.kill()
    }).on('error', () => {})
  }
  const killed = await outcome(place, [killInWrite])
  expect(killed.firstSteps[1]).toBeGreaterThan(1)
  expect((await readdir(checkpoints)).filter((name) => !name.endsWith('.checkpoint'))).toEqual([])
  expectSame(killed, await outcome(await anotherRun(place, join(folder, 'writing', 'whole'))))
})

const damages: { readonly [kind: string]: (path: string, bytes: Buffer) => Promise<void> } = {
  'cut off': (path, bytes) => truncate(path, bytes.length - 1000),
  empty: (path) => truncate(path, 0),
  'one bit flipped in a weight': (path, bytes) => writeFile(path, flipped(bytes, bytes.length >> 1)),
  'one bit flipped in the header': (path, bytes) => writeFile(path, flipped(bytes, 20)),
  'one bit flipped in the length': (path, bytes) => writeFile(path, flipped(bytes, 11)),
}

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[at]! ^= 4
  return copy
}

test('a damaged checkpoint is noticed and the one before it used; without any, the run begins again', async () => {
  const place = await makePlace(join(folder, 'damaged'), { spec: lora })
  const whole = await outcome(place)
  const checkpoints = join(place.runFolder, 'checkpoints')
  const [older, newest] = (await readdir(checkpoints)).sort()
  const [good, best] = await Promise.all([older!, newest!].map((name) => readFile(join(checkpoints, name))))
  const restore = async (): Promise<void> => {
    for (const name of await readdir(checkpoints)) await rm(join(checkpoints, name))
    await writeFile(join(checkpoints, older!), good!)
    await writeFile(join(checkpoints, newest!), best!)
  }
  for (const [kind, damage] of Object.entries(damages)) {
    await restore()
    await damage(join(checkpoints, newest!), best!)
    const { notes, continuedFrom } = await trainHere(place)
    expect(notes, kind).toContain(
      `The checkpoint ${join(checkpoints, newest!)} is damaged. The one before it is used.`,
    )
    expect(continuedFrom, kind).toBe(Number(older!.slice(5, 14)) + 1)
  }
  await restore()
  for (const name of [older!, newest!]) await truncate(join(checkpoints, name), 50)
  const begun = await outcome(place, [], true)
  expect(begun.notes.filter((n) => n.includes('is damaged'))).toEqual([
    `The checkpoint ${join(checkpoints, newest!)} is damaged. The one before it is used.`,
    `The checkpoint ${join(checkpoints, older!)} is damaged. There is no other, so the training starts from the beginning.`,
  ])
  expect(begun.firstSteps).toEqual([1])
  expectSame(begun, whole)
  expect((await readdir(checkpoints)).sort(), 'the new checkpoints are kept').toContain(newest!)
})

test('a checkpoint of other trained weights is refused', async () => {
  const place = await makePlace(join(folder, 'other'), { spec: { training: { ...training, steps: 3 } } })
  await train(place, quiet(), false)
  const spec = { ...place.spec, tuning: { id: 'full', options: {} } }
  await expect(train({ ...place, spec }, quiet(), true)).rejects.toMatchObject({
    code: 'checkpoint',
    message: expect.stringContaining('belongs to a run with other trained weights'),
  })
})

test('patience and the best checkpoint survive a continuation', async () => {
  // A rate of 0 never improves: the first evaluation stays the best, and patience ends the run after 1 + 4 of them.
  const place = await makePlace(join(folder, 'patience'), {
    spec: { training: { ...training, learningRate: 0, patience: 4, evaluateEvery: 6, checkpointEvery: 1 } },
  })
  let evaluations = 0
  const twice = quiet({ stopRequested: () => evaluations === 2 })
  const counted: TrainingIo = {
    ...twice,
    progress: (_, points) => (evaluations += points.filter((p) => p.series === 'dev/loss').length),
  }
  const first = await train(place, counted, false)
  expect(first).toMatchObject({ state: 'stopped', result: { steps: 12, best: { step: 6 } } })
  const { state, result, note } = await train(place, quiet(), true)
  expect({ state, steps: result.steps, best: result.best?.step }).toEqual({
    state: 'done',
    steps: 30,
    best: 6,
  })
  expect(note).toMatch(
    /^Stopped early after step 30: no improvement for a while. Kept the best weights, of step 6/,
  )
})

test('a run that patience ended goes on when it is given more steps', async () => {
  const few = { ...training, learningRate: 0, patience: 1, evaluateEvery: 5, steps: 30 }
  const place = await makePlace(join(folder, 'more'), { spec: { training: few } })
  expect((await train(place, quiet(), false)).result.steps).toBe(10)
  expect((await train(place, quiet(), true)).result.steps, 'with the same steps it has ended').toBe(10)
  const spec = { ...place.spec, training: { ...place.spec.training, steps: 60 } }
  expect((await train({ ...place, spec }, quiet(), true)).result.steps).toBe(15)
})

test('killed after a better evaluation than its checkpoint knows of and then stopped, a run reports what it kept', async () => {
  const place = await makePlace(join(folder, 'better'), {
    csv: reviews(200),
    bert: { dropout: 0 },
    spec: {
      ...full,
      training: { ...training, steps: 160, evaluateEvery: 80, checkpointEvery: 120, learningRate: 3e-3 },
    },
  })
  const whole = await train(place, quiet(), false)
  expect(whole.result.best?.step).toBe(160)
  await rm(join(place.runFolder, 'checkpoints', 'step-000000160.checkpoint'))
  const stopped = await train(place, quiet({ stopRequested: () => true }), true)
  expect(stopped.result.steps).toBe(120)
  expect(stopped.result.best).toEqual(whole.result.best)
  expect(stopped.result.scores).toEqual(whole.result.scores)
})

test('a run started anew forgets the checkpoints of the one before', async () => {
  const place = await makePlace(join(folder, 'anew'), { spec: { training: { ...training, steps: 20 } } })
  await train(place, quiet(), false)
  const shorter = { ...place, spec: { ...place.spec, training: { ...place.spec.training, steps: 4 } } }
  const leftover = join(place.runFolder, '.best.safetensors.0123456789ab.tmp')
  await writeFile(leftover, 'half')
  const { result } = await train(shorter, quiet(), false)
  expect(result.steps).toBe(4)
  expect(await readdir(join(place.runFolder, 'checkpoints'))).toEqual(['step-000000004.checkpoint'])
  expect((await readdir(place.runFolder)).sort()).toEqual([
    ...['best.safetensors', 'checkpoints', 'predictions.dev.jsonl', 'run.json'],
  ])
})

const quiet = (io: Partial<TrainingIo> = {}): TrainingIo => ({
  progress: () => {},
  note: () => {},
  stopRequested: () => false,
  ...io,
})

/** Continues in this process, and stops after the first step. */
async function trainHere(place: RunPlace): Promise<{ notes: string[]; continuedFrom: number }> {
  const notes: string[] = []
  let continuedFrom = 0
  await train(
    place,
    {
      progress: (_, [point]) => (continuedFrom ||= point?.step ?? 0),
      note: (text) => notes.push(text),
      stopRequested: () => continuedFrom > 0,
    },
    true,
  )
  return { notes, continuedFrom }
}
