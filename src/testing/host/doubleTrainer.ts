// A stand-in for the training process: speaks jobs.ts, trains nothing. A run's name, up to a comma, says how it should behave.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Job, ToWorker } from '../../shared/jobs.ts'
import type { Progress, RunResult } from '../../shared/run.ts'
import { openPort } from '../../worker/port.ts'

const port = openPort()
const asked = { stop: false }

port.onMessage((message) => {
  switch (message.kind) {
    case 'stop':
      asked.stop = true
      return
    case 'job':
      void work(message.job)
      return
    case 'predict':
      return port.send({
        kind: 'predicted',
        id: message.id,
        milliseconds: 1,
        passes: 1,
        predictions: message.runFolders.map((folder) =>
          message.examples.map(({ text }) => ({
            predicted: text.length > 10 ? 'long' : 'short',
            probabilities: [
              { label: String(process.pid), probability: 1 },
              { label: basename(folder), probability: 0 },
            ],
            value: null,
          })),
        ),
      })
    case 'generate':
      return generate(message)
    case 'score':
      return port.send({
        kind: 'scored',
        id: message.id,
        scores: message.continuations.map((text) => ({
          text,
          tokens: text.length,
          logProbability: -text.length,
          perToken: -1,
          share: 1 / message.continuations.length,
        })),
      })
    default:
  }
})

/** Writes the prompt's words again, one by one; refuses an empty one. */
function generate({ id, prompt, options }: Extract<ToWorker, { kind: 'generate' }>): void {
  if (prompt === '') {
    const error = { code: 'option', message: 'The prompt is empty.', details: {} } as const
    return port.send({ kind: 'failed', question: id, error })
  }
  const words = prompt.split(' ').slice(0, options.maxNewTokens)
  for (const word of words) port.send({ kind: 'piece', id, text: ` ${word}` })
  port.send({ kind: 'generated', id, tokens: words.length, milliseconds: 1, end: 'length' })
}

async function work(job: Job): Promise<void> {
  switch (job.kind) {
    case 'train':
      return train(job)
    case 'plan':
      port.send({
        kind: 'planned',
        trainableParameters: 10,
        headParameters: 2,
        totalParameters: 100,
        rows: { train: 4 },
        steps: job.place.spec.training.steps,
        warnings: [],
      })
      return
    case 'probe':
      // As the real one does, although nothing of it may stay.
      writeFileSync(join(job.place.runFolder, 'run.json'), '{}')
      return port.send({ kind: 'probed', seconds: 1, tokensPerSecond: 2, memoryBytes: 3, diskBytes: 4 })
    case 'predictor':
    case 'writer':
      return port.send({ kind: 'ready' })
    case 'verify':
      return port.send({ kind: 'verified', tensors: 1, problems: [], checksums: {} })
    case 'devices':
      return port.send({
        kind: 'devices',
        devices: [{ name: 'cpu', title: 'CPU', available: true, reason: '' }],
      })
    case 'work':
      return recipeWork(job)
    case 'evaluate':
      return port.send({
        kind: 'evaluated',
        scores: {
          loss: 0.5,
          examples: readFileSync(job.examplesFile, 'utf8').trim().split('\n').length,
          accuracy: 0.75,
        },
      })
    case 'export':
      mkdirSync(job.folder, { recursive: true })
      writeFileSync(join(job.folder, 'adapter_config.json'), '{}')
      return port.send({
        kind: 'exported',
        files: [{ name: 'adapter_config.json', bytes: 2 }],
        check: { rows: 4, same: 4, largestDifference: 0, sentence: 'Same predictions: 4/4.' },
      })
    default:
      port.send({
        kind: 'failed',
        error: { code: 'internal', message: `The double cannot do ${job.kind}.`, details: {} },
      })
  }
}

/** Says again what it was given; the word "slow" takes its time, "crash" and "fails" misbehave. */
async function recipeWork({ work, input, place }: Extract<Job, { kind: 'work' }>): Promise<void> {
  port.send({ kind: 'points', progress: progress(1, 2), points: [] })
  if (work === 'slow') await pause(60_000)
  misbehave(work)
  const runs = Object.keys(place.runs)
  const said = { input, runs, models: Object.keys(place.models) }
  port.send({ kind: 'worked', result: said, datasets: [] })
}

async function train({ place: { spec, runFolder }, resume }: Extract<Job, { kind: 'train' }>): Promise<void> {
  const checkpoint = join(runFolder, 'checkpoints', 'last.json')
  const steps = spec.training.steps
  const keep = (step: number): void => {
    mkdirSync(join(runFolder, 'checkpoints'), { recursive: true })
    writeFileSync(checkpoint, JSON.stringify({ step }))
  }
  let step =
    resume && existsSync(checkpoint)
      ? (JSON.parse(readFileSync(checkpoint, 'utf8')) as { step: number }).step
      : 0
  port.send({ kind: 'note', text: `Starts at step ${step} (process ${process.pid}).` })
  while (step < steps && (!asked.stop || spec.name === 'deaf')) {
    await pause(5)
    step++
    const epoch = step / 10
    port.send({
      kind: 'points',
      progress: progress(step, steps),
      points: [{ series: 'train/loss', step, epoch, seconds: step / 100, value: 1 / step }],
    })
    if (step % 5 === 0) keep(step)
    if (step === 7) misbehave(spec.name.split(',')[0]!)
  }
  keep(step)
  const state = step < steps ? 'stopped' : 'done'
  port.send({ kind: 'trained', state, result: result(step), note: `Ended at step ${step}.` })
}

function misbehave(name: string): void {
  if (name === 'crash') {
    process.stderr.write('the driver gave up\n')
    process.exit(3)
  }
  if (name === 'memory') process.kill(process.pid, 'SIGKILL')
  if (name === 'badAlloc') {
    process.stderr.write("terminate called after throwing an instance of 'std::bad_alloc'\n")
    process.exit(134)
  }
  if (name === 'fails') {
    port.send({
      kind: 'failed',
      error: { code: 'tensor', message: 'The loss became NaN at step 7.', details: {} },
    })
    // What is said after the last word must not count.
    port.send({ kind: 'trained', state: 'done', result: result(7), note: '' })
  }
}

function progress(step: number, steps: number): Progress {
  return {
    step,
    steps,
    epoch: step / 10,
    epochs: steps / 10,
    seconds: step / 100,
    secondsLeft: null,
    tokensPerSecond: 1000,
    memoryBytes: 1,
    phase: 'Training',
  }
}

function result(steps: number): RunResult {
  return {
    scores: { dev: { loss: 0.5, examples: 4, accuracy: 0.75 } },
    best: { series: 'dev/accuracy', value: 0.75, step: steps },
    steps,
    trainableParameters: 10,
    totalParameters: 100,
    tokensPerSecond: 1000,
    seconds: steps / 100,
    peakMemoryBytes: 1,
    device: 'CPU',
  }
}
