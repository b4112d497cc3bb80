// Masked-language-model pre-training of a small BERT from text files, resumable at any step.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Point, Progress } from '../../../shared/run.ts'
import type { Parameter } from '../../graph/graph.ts'
import { bert, bertConfig } from '../../models/bert.ts'
import type { Model } from '../../models/family.ts'
import { languageModelLoss } from '../../objectives/languageModel.ts'
import { Session, type SessionOptions } from '../../runtime/session.ts'
import { loadCheckpoint, openCheckpointFolder, saveCheckpoint } from '../../training/checkpoint.ts'
import { context, still, withGradients, type TrainingGraph } from '../../training/graphs.ts'
import { Masks } from '../../training/masks.ts'
import { learningRateAt } from '../../training/schedule.ts'
import { Stepper } from '../../training/stepper.ts'
import { freshWeights, type Weights } from '../../training/weights.ts'
import type { PretrainOptions } from './options.ts'
import { preparePretraining, type PretrainingData } from './prepare.ts'
import { pretrainedConfig } from './pretrainedConfig.ts'
import { textBatch, type TextBatches } from './textBatches.ts'
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

const heldOutBatches = 16

/** Trains to the last step or until stopped, and writes the model either way. Returns the held-out loss in nats per token. */
export async function pretrain(
  options: PretrainOptions,
  io: PretrainIo,
): Promise<{ step: number; heldOutLoss: number }> {
  await mkdir(io.folder, { recursive: true })
  const prepared = await preparePretraining(options.files, join(io.folder, 'text'), options, (stage, share) =>
    io.progress(progressAt(options, 0, 0, 0, `Preparing ${stage} ${Math.round(share * 100)} %`), []),
  )
  const model = bert(bertConfig.parse(pretrainedConfig(options, prepared.vocabulary.length)))
  const device: SessionOptions = { device: 'cpu', threads: options.threads }
  const { graph, trained } = maskedLmGraph(model)
  const weights = await startingWeights(graph.parameters.values(), trained, prepared, options.seed)
  const stepper = new Stepper(await Session.create(graph, device), weights, new Masks([], options.seed))
  const lossOnly = context(model, { hooks: {}, trains: () => false }, false)
  lossOnly.g.output('loss', languageModelLoss(lossOnly, model, still))
  const evaluation = await Session.create(lossOnly.g, device)

  const source = (tokens: Int32Array): TextBatches => ({
    tokens,
    facts: model.facts,
    batchTokens: options.batchTokens,
    maskShare: options.maskShare,
  })
  const heldOutLoss = async (): Promise<number> => {
    let sum = 0
    for (let i = 0; i < heldOutBatches; i++) {
      const { loss } = await evaluation.run(
        { ...weights.tensors, ...textBatch(source(prepared.heldOut), 0, i).feeds },
        { loss: null },
      )
      sum += (loss!.data as Float32Array)[0]!
    }
    return sum / heldOutBatches
  }

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
    const { loss } = await stepper.step([textBatch(source(prepared.train), options.seed, step)], {
      step,
      learningRate,
      weightDecay: options.weightDecay,
      clip: 1,
    })
    const values: { [series: string]: number } = { 'train/loss': loss, 'train/learningRate': learningRate }
    if (step % options.evaluateEvery === 0 || step === options.steps)
      values['dev/loss'] = heldOut = await heldOutLoss()
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
  if (Number.isNaN(heldOut)) heldOut = await heldOutLoss()
  await writePretrained(io.folder, options, prepared.vocabulary, weights, {
    step,
    seconds: seconds(),
    heldOutLoss: heldOut,
    corpusTokens: prepared.train.length,
  })
  return { step, heldOutLoss: heldOut }
}

// No dropout: a small model on much text underfits.
function maskedLmGraph(model: Model): TrainingGraph {
  const c = context(model, { hooks: {}, trains: () => true }, true)
  const loss = languageModelLoss(c, model, still)
  return withGradients(c.g, loss, () => true)
}

// Word embeddings from the corpus's co-occurrences and the unigram distribution as output bias: it begins where plain training needs hours to come.
async function startingWeights(
  parameters: Iterable<Parameter>,
  trained: readonly Parameter[],
  { embeddings, bias }: PretrainingData,
  seed: number,
): Promise<Weights> {
  const weights = freshWeights(parameters, trained, seed)
  ;(weights.tensors['bert.embeddings.word_embeddings.weight']!.data as Float32Array).set(embeddings)
  ;(weights.tensors['cls.predictions.bias']!.data as Float32Array).set(bias)
  return weights
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
