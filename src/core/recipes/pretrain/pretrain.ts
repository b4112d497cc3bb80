// Masked-language-model pre-training of a small BERT from text files, resumable at any step.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Point, Progress } from '../../../shared/run.ts'
import { bert, bertConfig } from '../../models/bert.ts'
import { Session, type SessionOptions } from '../../runtime/session.ts'
import { loadCheckpoint, openCheckpointFolder, saveCheckpoint } from '../../training/checkpoint.ts'
import { Masks } from '../../training/masks.ts'
import { learningRateAt } from '../../training/schedule.ts'
import { Stepper } from '../../training/stepper.ts'
import { openTeacher } from '../../training/teacher.ts'
import { loadTokenizer } from '../../tokens/tokenizer.ts'
import { lookingGraph, pretrainingGraph } from './graphs.ts'
import { heldOutLosses, lesson, type Lessons } from './lessons.ts'
import type { PretrainOptions } from './options.ts'
import { openOrigin } from './origin.ts'
import { preparePretraining } from './prepare.ts'
import { pretrainedConfig } from './pretrainedConfig.ts'
import { startingWeights } from './startingWeights.ts'
import { writePretrained } from './writePretrained.ts'

export interface PretrainIo {
  /** Where the model, its tokenizer, the token cache and the checkpoints go. */
  readonly folder: string
  /** Go on from the newest sound checkpoint in the folder; else begin anew. */
  readonly resume: boolean
  stopRequested(): boolean
  progress(progress: Progress, points: readonly Point[]): void
  note(sentence: string): void
}

/** Trains to the last step or until stopped, and writes the model either way. Returns the held-out loss in nats per token. */
export async function pretrain(
  asked: PretrainOptions,
  io: PretrainIo,
): Promise<{ step: number; heldOutLoss: number }> {
  await mkdir(io.folder, { recursive: true })
  const origin = asked.from ? await openOrigin(asked.from) : null
  const options = { ...asked, ...origin?.sizes }
  const text = join(io.folder, 'text')
  const prepared = await preparePretraining(options.files, text, { ...options, origin }, (stage, share) =>
    io.progress(progressAt(options, 0, 0, 0, `Preparing ${stage} ${Math.round(share * 100)} %`), []),
  )
  const model = bert(bertConfig.parse(pretrainedConfig(options, prepared.vocabulary.length)))
  const device: SessionOptions = { device: 'cpu', threads: options.threads }
  const teacher = options.teacher
    ? await openTeacher(options.teacher, await loadTokenizer(text), device)
    : null
  const width = teacher?.width ?? null
  const { graph, trained } = pretrainingGraph(model, width)
  const weights = await startingWeights(
    graph.parameters.values(),
    trained,
    prepared,
    teacher,
    origin,
    options,
  )
  const stepper = new Stepper(await Session.create(graph, device), weights, new Masks([], options.seed))
  const looking = await Session.create(lookingGraph(model, width), device)
  const { batchTokens, maskShare, teacherWeight } = options
  const lessons: Lessons = { text: { facts: model.facts, batchTokens, maskShare }, teacher, teacherWeight }
  const evaluate = () => heldOutLosses(lessons, prepared.heldOut, looking, weights)

  const checkpoints = join(io.folder, 'checkpoints')
  await openCheckpointFolder(checkpoints, io.resume)
  const state = await loadCheckpoint(checkpoints, weights.blocks, io.note)
  const before = Number(state?.['seconds'] ?? 0)
  const started = performance.now()
  const seconds = (): number => before + (performance.now() - started) / 1000
  let step = state?.step ?? 0
  let heldOut = Number(state?.['heldOut'] ?? Number.NaN)
  const first = step
  let saved = step
  const save = async (): Promise<void> => {
    await saveCheckpoint(checkpoints, { step, seconds: seconds(), heldOut }, weights.blocks)
    saved = step
  }
  while (step < options.steps && !io.stopRequested()) {
    step++
    const learningRate = learningRateAt(step, options.steps, options.learningRate, {
      schedule: 'cosine',
      warmup: 0.02,
    })
    const { loss } = await stepper.step([await lesson(lessons, prepared.train, options.seed, step)], {
      step,
      learningRate,
      weightDecay: options.weightDecay,
      clip: 1,
    })
    const values: { [series: string]: number } = { 'train/loss': loss, 'train/learningRate': learningRate }
    if (step % options.evaluateEvery === 0 || step === options.steps) {
      const losses = await evaluate()
      Object.assign(values, losses)
      heldOut = losses['dev/loss']
    }
    if (step % options.checkpointEvery === 0) await save()
    const points = Object.entries(values).map(([series, value]) => ({
      series,
      step,
      epoch: 0,
      seconds: seconds(),
      value,
    }))
    io.progress(
      progressAt(
        options,
        step,
        seconds(),
        ((step - first) * options.batchTokens) / (seconds() - before),
        'Training',
      ),
      points,
    )
  }
  if (saved < step) await save()
  if (Number.isNaN(heldOut)) heldOut = (await evaluate())['dev/loss']
  await writePretrained(io.folder, options, prepared.vocabulary, weights, {
    step,
    seconds: seconds(),
    heldOutLoss: heldOut,
    corpusTokens: prepared.train.length,
  })
  return { step, heldOutLoss: heldOut }
}

function progressAt(
  { steps }: PretrainOptions,
  step: number,
  seconds: number,
  tokensPerSecond: number,
  phase: string,
): Progress {
  const secondsLeft = step > 0 ? (seconds / step) * (steps - step) : null
  return {
    step,
    steps,
    epoch: 0,
    epochs: 0,
    seconds,
    secondsLeft,
    tokensPerSecond,
    memoryBytes: process.memoryUsage.rss(),
    phase,
  }
}
