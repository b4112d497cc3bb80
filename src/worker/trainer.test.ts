// Every job in a real worker process, over the real message channel.
import { mkdtemp, readFile, stat, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeTinyBert } from '../testing/tinyBert.ts'
import type { FromWorker, Job, RunPlace } from '../shared/jobs.ts'
import { random } from '../shared/random.ts'
import type { Point, Prediction } from '../shared/run.ts'
import { loraTrained, trainingMemory } from '../shared/trainingMemory.ts'
import { makePlace, reviews } from '../testing/runPlace.ts'
import { runWorker, type WorkerOptions } from '../testing/workerProcess.ts'
import { openModel } from '../core/models/open.ts'

let folder: string
let place: RunPlace
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lathe-worker-'))
  place = await makePlace(join(folder, 'place'), {
    csv: reviews(80),
    spec: {
      split: { dev: 0.2 },
      training: { batch: 8, epochs: 2 },
      tuning: { id: 'lora', options: { rank: 4, targets: ['query', 'value'] } },
    },
  })
})
afterAll(() => rm(folder, { recursive: true }))

type Last<K extends FromWorker['kind']> = Extract<FromWorker, { kind: K }>

/** The worker's last word, which must be of this kind. */
async function lastWord<K extends FromWorker['kind']>(
  kind: K,
  job: Job,
  options: WorkerOptions = {},
): Promise<Last<K>> {
  const { messages, stderr } = await runWorker(job, options)
  const last = messages.at(-1)
  if (last?.kind !== kind) throw new Error(`${JSON.stringify(last)}\n${stderr}`)
  return last as Last<K>
}

test('plan counts parameters, rows and steps', async () => {
  const planned = await lastWord('planned', { kind: 'plan', place })
  // 2 layers, query and value: A [4, 32] and B [32, 4]; a head of 2 x 32 + 2
  expect(planned).toMatchObject({
    trainableParameters: 2 * 2 * 2 * 4 * 32 + 66,
    headParameters: 66,
    rows: { train: 64, dev: 16, test: 0 },
    steps: 16,
    warnings: [],
  })
  expect(planned.totalParameters).toBeGreaterThan(20_000)
  expect(await readdir(place.runFolder), 'a plan leaves nothing behind').toEqual([])
})

test('probe measures a few steps', async () => {
  const { seconds, tokensPerSecond, memoryBytes, diskBytes } = await lastWord('probed', {
    kind: 'probe',
    place,
  })
  expect(seconds).toBeGreaterThan(0)
  expect(tokensPerSecond).toBeGreaterThan(100)
  const size = { parameters: 30_000, layers: 2, hidden: 32, heads: 4, vocabulary: 300 }
  const estimate = trainingMemory(size, loraTrained(size))
  expect(memoryBytes / estimate).toBeGreaterThan(0.5)
  expect(memoryBytes / estimate).toBeLessThan(1.5)
  expect(diskBytes).toBe((2 * 2 * 2 * 4 * 32 + 66) * 4 * 7)
})

test('devices answers with the processor first, without noise', async () => {
  const { messages, stderr } = await runWorker({ kind: 'devices' })
  expect(messages).toHaveLength(1)
  expect(messages[0]).toMatchObject({
    kind: 'devices',
    devices: [{ name: 'cpu', available: true }, {}, {}, {}, {}],
  })
  expect(stderr, 'no error of ONNX Runtime').not.toContain('onnxruntime')
})

test('tokens reports the lengths of all rows', async () => {
  const job = {
    kind: 'tokens',
    datasetFolder: place.datasetFolder,
    modelFolder: place.modelFolder,
    model: 'm',
    maxLength: 16,
  } as const
  const { report } = await lastWord('tokens', job)
  expect(report).toMatchObject({ model: 'm', maxLength: 16 })
})

test('train, then answer texts, score a file and export in every format', async () => {
  const trained = await lastWord('trained', { kind: 'train', place, resume: false, measures: true })
  expect(trained).toMatchObject({ state: 'done', result: { steps: 16, scores: { dev: { examples: 16 } } } })
  expect(trained.result.keptBytes).toBe((await stat(join(place.runFolder, 'best.safetensors'))).size)
  expect(trained.result.speed).toEqual({
    millisecondsPerText: expect.toSatisfy((ms: number) => ms > 0),
    textsPerSecond: expect.toSatisfy((texts: number) => texts > 0),
  })
  const dev = await readFile(join(place.runFolder, 'predictions.dev.jsonl'), 'utf8')
  const rows = dev
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Prediction)

  const answers: Last<'predicted'>[] = []
  await runWorker(
    { kind: 'predictor', modelFolder: place.modelFolder },
    {
      onMessage: (message, worker) => {
        if (message.kind === 'ready')
          for (const id of [7, 8])
            worker.send({
              kind: 'predict',
              id,
              runFolders: [place.runFolder],
              examples: rows.map(({ row, text }) => ({ row, text })),
            })
        if (message.kind === 'predicted' && answers.push(message) === 2) worker.kill()
        if (message.kind === 'failed') worker.kill()
      },
    },
  )
  expect(answers.map((a) => a.id)).toEqual([7, 8])
  for (const {
    predictions: [predictions = []],
  } of answers) {
    expect(predictions.map((p) => p.predicted)).toEqual(rows.map((r) => r.predicted))
    predictions.forEach((p, i) =>
      expect(Math.max(...p.probabilities.map((q) => q.probability))).toBeCloseTo(rows[i]!.confidence, 6),
    )
  }

  const examplesFile = join(folder, 'examples.jsonl')
  const predictionsFile = join(folder, 'predicted.jsonl')
  const unknown = { row: 99, text: 'a film', label: 'neither' }
  await writeFile(
    examplesFile,
    [...rows.map(({ row, text, label }) => ({ row, text, label })), unknown]
      .map((r) => JSON.stringify(r))
      .join('\n'),
  )
  const { scores } = await lastWord('evaluated', { kind: 'evaluate', place, examplesFile, predictionsFile })
  expect(scores?.examples, 'a row with an unknown label is predicted but not scored').toBe(16)
  expect(scores?.accuracy).toBe(trained.result.scores.dev?.accuracy)
  expect((await readFile(predictionsFile, 'utf8')).trim().split('\n')).toHaveLength(17)

  await writeFile(examplesFile, JSON.stringify(unknown))
  const stranger = { kind: 'evaluate', place, examplesFile, predictionsFile } as const
  expect(await lastWord('failed', stranger)).toMatchObject({
    error: { code: 'label', message: expect.stringMatching(/trained on "bad", "good"; .* have "neither"/) },
  })

  for (const format of ['peft', 'merged', 'onnx'] as const) {
    const to = join(folder, format)
    const { files, check } = await lastWord('exported', { kind: 'export', place, format, folder: to })
    expect(check).toMatchObject({ rows: 16, same: 16 })
    expect(files.length).toBeGreaterThan(2)
  }
})

test('errors arrive as what they are', async () => {
  const examplesFile = join(folder, 'examples.jsonl')
  const nowhere = { ...place, runFolder: join(folder, 'nowhere') }
  const elsewhere = { kind: 'evaluate', place: nowhere, examplesFile, predictionsFile: examplesFile } as const
  expect(await lastWord('failed', elsewhere)).toMatchObject({ error: { code: 'run' } })
  const noModel = { ...place, modelFolder: join(folder, 'no-model') }
  expect(await lastWord('failed', { kind: 'train', place: noModel, resume: false })).toMatchObject({
    error: { code: 'model', message: expect.stringContaining('config.json') },
  })
})

test.each([false, true])(
  'pretrain (with a teacher: %s): held-out loss falls; stopped and resumed it is the same model',
  async (taught) => {
    const file = join(folder, 'corpus.txt')
    await writeFile(file, corpus())
    const teacher = join(folder, 'teacher')
    await writeTinyBert(teacher, { dropout: 0 })
    const options = {
      ...(taught ? { teacher } : {}),
      ...{
        files: [file],
        vocabularySize: 1000,
        layers: 1,
        hidden: 32,
        heads: 2,
        maxPositions: 64,
        threads: 1,
      },
      ...{ steps: 120, batchTokens: 512, learningRate: 1e-2, evaluateEvery: 40, checkpointEvery: 25 },
    }
    const placeOf = (name: string): string => join(folder, `${name} ${taught}`)
    const run = async (name: string, resume: boolean, stop: number): Promise<Point[]> => {
      const to = placeOf(name)
      const points: Point[] = []
      await lastWord(
        'pretrained',
        { kind: 'pretrain', options, folder: to, resume },
        {
          onMessage: (message, worker) => {
            if (message.kind !== 'points') return
            points.push(...message.points)
            if (message.progress.step >= stop) worker.send({ kind: 'stop' })
          },
        },
      )
      return points
    }
    const never = Number.POSITIVE_INFINITY
    const whole = await run('whole', false, never)
    const heldOut = whole.filter((p) => p.series === 'dev/loss').map((p) => p.value)
    expect(heldOut).toHaveLength(3)
    expect(heldOut[1]).toBeLessThan(heldOut[0]! - 0.03)
    expect(heldOut[2]).toBeLessThan(heldOut[1]!)
    const fromTeacher = whole.filter((p) => p.series === 'dev/teacherLoss').map((p) => p.value)
    expect(fromTeacher).toHaveLength(taught ? 3 : 0)
    if (taught) expect(fromTeacher[2]).toBeLessThan(0.95 * fromTeacher[0]!)

    const first = await run('stopped', false, 12)
    const second = await run('stopped', true, never)
    expect(second[0]!.step, 'it went on where it had stopped').toBe(first.at(-1)!.step + 1)
    const losses = (points: Point[]): number[] =>
      points.filter((p) => p.series === 'train/loss').map((p) => p.value)
    expect([...losses(first), ...losses(second)]).toEqual(losses(whole))
    const weights = (name: string): Promise<Buffer> => readFile(join(placeOf(name), 'model.safetensors'))
    expect((await weights('stopped')).equals(await weights('whole'))).toBe(true)
    expect((await openModel(placeOf('whole'))).facts).toMatchObject({
      layers: 1,
      hidden: 32,
      maxLength: 64,
    })

    const anew = await run('stopped', false, 3)
    expect(anew[0]!.step, 'without resume it begins anew').toBe(1)
  },
)

/** Documents of a few sentences that come again and again: hidden words can be guessed from the others. */
function corpus(): string {
  const sentences = [
    'the old friend told a long story about the summer in town',
    'we took the early train and came home late at night',
    'she made a small red chair for the first school room',
    'his mother sold fresh bread and sweet tea on market street',
    'nobody could find the missing key under the white stone',
    'a cold wind blew over the dark water of the lake',
  ]
  const rng = random(2, 'corpus')
  const document = (): string =>
    Array.from({ length: 5 }, () => sentences[rng.integer(sentences.length)]!).join('. ')
  return Array.from({ length: 300 }, document).join('\n\n')
}
