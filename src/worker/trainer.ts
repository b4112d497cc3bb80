// Entry of a worker process: one job, messages in, numbers out.
import { planWords, probeWords, trainWords } from '../core/baselines/trainWords.ts'
import { openPredictor, WordRuns } from '../core/baselines/wordPredictor.ts'
import { readExamples, readManifest } from '../core/data/readDataset.ts'
import { SharedBase } from '../core/inference/sharedBase.ts'
import { measureSpeed } from '../core/inference/speed.ts'
import { pretrainOptions } from '../core/recipes/pretrain/options.ts'
import { pretrain } from '../core/recipes/pretrain/pretrain.ts'
import { findWork } from '../core/recipes/works.ts'
import { listDevices } from '../core/runtime/devices.ts'
import { tokenReport } from '../core/tokens/report.ts'
import { loadTokenizer } from '../core/tokens/tokenizer.ts'
import { planRun, probeRun } from '../core/training/estimate.ts'
import type { TrainingIo } from '../core/training/reporter.ts'
import { train } from '../core/training/train.ts'
import type { Example } from '../shared/dataset.ts'
import type { FromWorker, Job, RunPlace, ToWorker } from '../shared/jobs.ts'
import { LabError } from '../shared/labError.ts'
import { splitNames } from '../shared/run.ts'
import { combineLoras } from '../core/formats/combineLoras.ts'
import { exportRun } from '../core/formats/exportRun.ts'
import { importAdapter, lookAtAdapter } from '../core/formats/imports/importAdapter.ts'
import { verifyModel } from '../core/formats/verifyModel.ts'
import { compareRun } from './compareRun.ts'
import { evaluateRun } from './evaluateRun.ts'
import { openPort } from './port.ts'
import { Leaver } from './leaver.ts'
import { Prompter } from './prompter.ts'
import { Writer } from './writer.ts'

const port = openPort()
let stopping = false
let base: Pick<SharedBase, 'predict'> | undefined
let writer: Writer | undefined
let leaver: Leaver | undefined
let prompter: Prompter | undefined

const io: TrainingIo = {
  progress: (progress, points) => port.send({ kind: 'points', progress, points }),
  note: (text) => port.send({ kind: 'note', text }),
  stopRequested: () => stopping,
}

/** Whether a run has no model to work on. */
const wordsAlone = ({ modelFolder }: RunPlace): boolean => modelFolder === ''

type Jobs = { [K in Job['kind']]: (job: Extract<Job, { kind: K }>) => Promise<FromWorker> }

const jobs: Jobs = {
  train: async ({ place, resume, measures }) => {
    const { state, result, note } = wordsAlone(place)
      ? await trainWords(place, io)
      : await train(place, io, resume)
    const speed =
      measures && state === 'done' ? await measureSpeed(place, await openPredictor(place, io.note)) : {}
    return { kind: 'trained', state, result: { ...result, ...speed }, note }
  },
  plan: async ({ place }) => ({
    kind: 'planned',
    ...(await (wordsAlone(place) ? planWords(place) : planRun(place))),
  }),
  probe: async ({ place }) => ({
    kind: 'probed',
    ...(await (wordsAlone(place) ? probeWords(place) : probeRun(place))),
  }),
  predictor: async ({ modelFolder }) => {
    base = modelFolder === '' ? new WordRuns() : await SharedBase.open(modelFolder, io.note)
    return { kind: 'ready' }
  },
  writer: async (job) => {
    writer = await Writer.open(job, io.note)
    return { kind: 'ready' }
  },
  leaver: async (job) => {
    leaver = await Leaver.open(job, io.note)
    return { kind: 'ready' }
  },
  prompter: async ({ modelFolder }) => {
    prompter = await Prompter.open(modelFolder, io.note)
    return { kind: 'ready' }
  },
  changes: async ({ place }) => ({ kind: 'changed', state: await compareRun(place, io) }),
  evaluate: async (job) => ({ kind: 'evaluated', scores: await evaluateRun(job, io) }),
  export: async ({ place, format, folder, scores = {}, exit }) => ({
    kind: 'exported',
    ...(await exportRun(place, format, folder, scores, io.note, exit)),
  }),
  lookAtAdapter: async ({ folder }) => ({ kind: 'looked', look: await lookAtAdapter(folder) }),
  importAdapter: async ({ folder, runFolder, wish }) => ({
    kind: 'imported',
    imported: await importAdapter(folder, runFolder, wish),
  }),
  combine: async ({ runs, how, name, modelFolder, runFolder }) => ({
    kind: 'combined',
    combined: await combineLoras(runs, how, name, modelFolder, runFolder),
  }),
  tokens: async ({ datasetFolder, modelFolder, model, maxLength }) => {
    const tokenizer = await loadTokenizer(modelFolder)
    return {
      kind: 'tokens',
      report: await tokenReport(allExamples(datasetFolder), tokenizer, model, maxLength),
    }
  },
  verify: async ({ modelFolder, recorded }) => ({
    kind: 'verified',
    ...(await verifyModel(modelFolder, recorded)),
  }),
  work: async ({ work, input, place }) => ({
    kind: 'worked',
    datasets: [],
    ...(await findWork(work)(input, place, io)),
  }),
  devices: async () => ({ kind: 'devices', devices: await listDevices() }),
  pretrain: async ({ options, folder, resume }) => {
    const { step, heldOutLoss } = await pretrain(pretrainOptions.parse(options), { folder, resume, ...io })
    return {
      kind: 'pretrained',
      folder,
      sentence: `Step ${step}: held-out loss ${heldOutLoss.toFixed(3)} nats per hidden token.`,
    }
  },
}

port.onMessage((message) => {
  switch (message.kind) {
    case 'stop':
      stopping = true
      return
    case 'job':
      void answer(() => (jobs[message.job.kind] as (job: Job) => Promise<FromWorker>)(message.job))
      return
    case 'predict':
      void answer(() => predict(message), message.id)
      return
    case 'generate':
      void answer(() => loaded(writer).generate(message, port.send), message.id)
      return
    case 'score':
      void answer(() => loaded(writer).score(message), message.id)
      return
    case 'leave':
      void answer(() => loaded(leaver).leave(message), message.id)
      return
    case 'prompt':
      void answer(() => loaded(prompter).look(message), message.id)
      return
    case 'stopWriting':
      writer?.stop(message.id)
  }
})

async function predict({
  id,
  runFolders,
  examples,
}: Extract<ToWorker, { kind: 'predict' }>): Promise<FromWorker> {
  const start = performance.now()
  const answers = await loaded(base).predict(runFolders, examples)
  return { kind: 'predicted', id, milliseconds: performance.now() - start, ...answers }
}

function loaded<T>(model: T | undefined): T {
  if (model === undefined) throw new LabError('internal', 'A worker was asked before it had loaded a model.')
  return model
}

async function answer(work: () => Promise<FromWorker>, question?: number): Promise<void> {
  try {
    port.send(await work())
  } catch (thrown) {
    const error = LabError.from(thrown).toJSON()
    port.send({ kind: 'failed', error, ...(question === undefined ? {} : { question }) })
  }
}

async function* allExamples(folder: string): AsyncGenerator<Example> {
  const { report } = await readManifest(folder)
  for (const split of splitNames) if (report.splits[split] !== undefined) yield* readExamples(folder, split)
}
