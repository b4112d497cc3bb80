// Lathe's side of a step comparison, in a process of its own: work as JSON in argv, the result as JSON on stdout.
import type { SafetensorsFile } from '../src/core/files/safetensors.ts'
import { createGraph } from '../src/core/graph/graph.ts'
import { bert, bertConfig } from '../src/core/models/bert.ts'
import { classify } from '../src/core/objectives/classify.ts'
import { Session, tensor, type Tensor } from '../src/core/runtime/session.ts'
import { planEpoch } from '../src/core/tokens/batches.ts'
import { pack } from '../src/core/tokens/pack.ts'
import { batchDims, batchFeeds } from '../src/core/training/feeds.ts'
import { trainingGraph } from '../src/core/training/graphs.ts'
import { Masks } from '../src/core/training/masks.ts'
import { Stepper, type Piece } from '../src/core/training/stepper.ts'
import { loadWeights } from '../src/core/training/weights.ts'
import { full } from '../src/core/tuning/full.ts'
import { lora } from '../src/core/tuning/lora.ts'
import { random } from '../src/shared/random.ts'
import { trainingOptions } from '../src/shared/run.ts'
import { median } from './statistics.ts'
import { stepFlops, type LatheStepResult, type StepWork } from './work.ts'

const work = JSON.parse(process.argv[2]!) as StepWork
const options = { device: 'cpu', threads: work.threads } as const
const labels = ['no', 'yes']
const tokens = work.batch * work.length

const model = bert(
  bertConfig.parse({
    model_type: 'bert',
    vocab_size: work.vocabulary,
    hidden_size: work.hidden,
    num_hidden_layers: work.layers,
    num_attention_heads: work.heads,
    intermediate_size: work.intermediate,
  }),
)
const tuning = work.tuning === 'full' ? full.apply({}, model) : lora.apply(lora.schema.parse({}), model)
const task = classify.for({ balance: false, classWeights: {}, labelSmoothing: 0 }, labels, [])
const isNew = (name: string): boolean => name.includes('.lora_') || name.startsWith(model.head.name)
const { graph, trained } = trainingGraph(model, tuning, task, model.facts.dropout, isNew)

const opened = performance.now()
const session = await Session.create(graph, options)
const sessionSeconds = (performance.now() - opened) / 1000

const nothing: SafetensorsFile = {
  path: '',
  tensors: new Map(),
  metadata: {},
  readInto: () => Promise.reject(new Error('the bench has no checkpoint')),
  close: () => Promise.resolve(),
}
const weights = await loadWeights(graph.parameters.values(), trained, nothing, model.aliases, 1)
const stepper = new Stepper(session, weights, new Masks(graph.dropouts, 1))

const stream = random(1, 'bench')
const rows = Array.from({ length: work.batch }, () => ({
  ids: Array.from({ length: work.length }, () => stream.integer(work.vocabulary)),
}))
const targets = rows.map((_, i) => i % labels.length)
const { microTokens, weightDecay, clip } = trainingOptions.parse({})

/** What the training loop does for every batch: plan it, pack it, feed it. */
function pieces(epoch: number): Piece[] {
  const plan = planEpoch(
    rows.map(({ ids }) => ids.length),
    { batch: work.batch, microTokens, seed: 1, epoch },
  )
  return plan[0]!.micro.map((chosen) => {
    const packed = pack(chosen.map((i) => rows[i]!))
    const feeds: { [name: string]: Tensor } = batchFeeds(packed)
    for (const [name, { data, shape }] of Object.entries(
      task.feeds(
        chosen.map((i) => targets[i]!),
        targets,
      ),
    ))
      feeds[name] = tensor(data, shape)
    return { feeds, dims: batchDims(packed) }
  })
}

const seconds: number[] = []
let loss = 0
for (let step = 1; seconds.length < 5 || sum(seconds.slice(2)) < work.seconds; step++) {
  const start = performance.now()
  ;({ loss } = await stepper.step(pieces(step), { step, learningRate: 1e-4, weightDecay, clip }))
  seconds.push((performance.now() - start) / 1000)
}
const stepSeconds = median(seconds.slice(2))
const peakBytes = process.resourceUsage().maxRSS * 1024
const result: LatheStepResult = {
  tokensPerSecond: tokens / stepSeconds,
  steps: seconds.length - 2,
  peakBytes,
  loss,
  sessionSeconds,
  peakShare: stepFlops(work) / stepSeconds / (await matmulPeak()),
}
console.log(JSON.stringify(result))

/** The most multiply-adds x 2 per second of a large product through the same runtime with as many threads. */
async function matmulPeak(): Promise<number> {
  const [m, k, n] = [512, 1024, 3072]
  const g = createGraph({ training: false })
  g.output('y', g.gemm(g.input('x', [m, k]), g.input('w', [n, k]), null, { transposed: true }))
  const peak = await Session.create(g, options)
  const feeds = {
    x: tensor(new Float32Array(m * k).fill(0.5), [m, k]),
    w: tensor(new Float32Array(n * k).fill(0.5), [n, k]),
  }
  let best = Infinity
  for (let i = 0; i < 40; i++) {
    const start = performance.now()
    await peak.run(feeds, { y: null })
    best = Math.min(best, (performance.now() - start) / 1000)
  }
  return (2 * m * k * n) / best
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0)
}
