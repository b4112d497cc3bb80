// Every family, objective and tuning, and the optimizer, against PyTorch and PEFT, number by number (parity/README.md).
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  goldenFamilies,
  goldenFolder,
  goldenTuning,
  readGolden,
  readGoldenTensors,
  type GoldenAdapterCase,
  type GoldenBatch,
  type GoldenCase,
  type GoldenTensor,
} from '../../testing/golden.ts'
import { openCheckpoint } from '../files/checkpoint.ts'
import type { Parameter } from '../graph/graph.ts'
import type { Model } from '../models/family.ts'
import { openModel } from '../models/open.ts'
import { readWords } from '../objectives/askWith.ts'
import { classify } from '../objectives/classify.ts'
import { nextTokens } from '../objectives/causalLm.ts'
import { languageModelLoss, tokenFeeds, type Predictions } from '../objectives/languageModel.ts'
import type { RowTask } from '../objectives/objective.ts'
import { regress } from '../objectives/regress.ts'
import { softLabels } from '../objectives/softLabels.ts'
import { Session, tensor, type Tensor } from '../runtime/session.ts'
import { pack, type TokenRow } from '../tokens/pack.ts'
import { tokenize, type TokenTable } from '../tokens/table.ts'
import type { Encoded } from '../tokens/tokenizer.ts'
import { resolveSpec } from '../catalog/resolveSpec.ts'
import { applyTuning } from '../catalog/tunings.ts'
import type { Applied } from '../tuning/tuning.ts'
import { logitsOf } from './evaluate.ts'
import { batchDims, batchFeeds } from './feeds.ts'
import {
  context,
  evaluationGraph,
  gradientName,
  headLogits,
  still,
  trainingGraph,
  withGradients,
  type TrainingGraph,
} from './graphs.ts'
import { Masks } from './masks.ts'
import { Stepper, type Piece } from './stepper.ts'
import { loadWeights, regionTensors, storedName, type Weights } from './weights.ts'

const cpu = { device: 'cpu', threads: 1 } as const
const labels = ['a', 'b', 'c', 'd']

describe.for(goldenFamilies)('%s', async (family) => {
  const folder = goldenFolder(family)
  const { batch, optimizer, dropouts, cases, adapterCases } = await readGolden(family)
  const model = await openModel(folder)
  const checkpoint = await openCheckpoint(folder)
  await checkpoint.close()
  const isNew = (name: string): boolean => storedName(checkpoint, model.aliases(name)) === undefined
  const rows = rowsOf(batch)

  const droppings = dropouts ? [dropouts] : []
  test.for(droppings)('dropout falls where it does in PyTorch, at the same rates', async (wanted) => {
    const config = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')) as object
    const dropping = await mkdtemp(join(tmpdir(), 'lathe-dropout-'))
    await writeFile(join(dropping, 'config.json'), JSON.stringify({ ...config, ...wanted.config }))
    const other = await openModel(dropping)
    await rm(dropping, { recursive: true })
    const c = context(other, { hooks: {}, trains: () => false }, true)
    headLogits(c, other, labels.length, other.facts.dropout)
    const sites = c.g.dropouts.map(({ mask, keep256 }) => ({
      rate: 1 - keep256 / 256,
      width: mask.shape.length === 4 ? null : mask.shape.at(-1),
    }))
    expect(sites).toEqual(wanted.sites)
  })

  test('hidden states of every layer', async () => {
    const expected = await readGoldenTensors(family, 'hidden.safetensors')
    const c = context(model, { hooks: {}, trains: () => false }, false)
    const names = model.encode(c, still).map((state, i) => {
      const name = i === 0 ? 'embeddings' : `layer.${i - 1}`
      c.g.output(name, state)
      return name
    })
    expect(names).toEqual([...expected.keys()])
    const { tensors } = await load(folder, model, c.g.parameters.values(), [])
    const session = await Session.create(c.g, cpu)
    const feeds = { ...tensors, ...batchFeeds(pack(rows)) }
    const outputs = await session.run(feeds, Object.fromEntries(names.map((n) => [n, null])))
    for (const name of names) close(name, outputs[name]!.data as Float32Array, expected.get(name)!, 1e-5)
  })

  test.for([...cases, ...adapterCases])(
    '$objective x $tuning: logits, loss, gradients, three AdamW steps',
    async (golden) => {
      const expected = await readGoldenTensors(family, golden.file)
      const tuning = tuningOf(golden, model)
      const task = taskOf(golden, batch)
      const question = questionOf(golden, batch, model)
      const { graph, trained } = task
        ? trainingGraph(model, tuning, task, still, isNew, question)
        : languageModelGraph(model, tuning, (name) =>
            // A language model's head is not new, but "head" trains it.
            golden.tuning === 'head' ? golden.trainable.includes(name) : isNew(name),
          )
      const names = trained.map((p) => p.value.name)
      expect([...names].sort()).toEqual([...golden.trainable].sort())

      const weights = await load(folder, model, graph.parameters.values(), trained)
      for (const [name, { data }] of initialTensors(expected))
        (weights.tensors[name]!.data as Float32Array).set(data)

      if (task) {
        const session = await Session.create(evaluationGraph(model, tuning, task, question), cpu)
        const logits = await logitsOf(session, weights.tensors, await tableOf(golden.objective, batch))
        close('logits', Float32Array.from(logits.flatMap((row) => [...row])), expected.get('logits')!, 1e-5)
      }

      const stepper = new Stepper(await Session.create(graph, cpu), weights, new Masks(graph.dropouts, 1))
      const gradients = regionTensors(weights, 'gradients', (name) => name)
      const piece = (chosen: readonly number[]): Piece =>
        task ? taskPiece(batch, task, golden, chosen) : languageModelPiece(batch, golden.objective, chosen)
      for (let step = 1; step <= optimizer.steps; step++) {
        // The second step runs in two pieces, which must add up to the same.
        const pieces = step === 2 ? [piece([0, 1]), piece([2, 3])] : [piece([0, 1, 2, 3])]
        const { learningRate, weightDecay } = optimizer
        const { loss } = await stepper.step(pieces, { step, learningRate, weightDecay, clip: 0 })
        expect(Math.abs(loss - golden.losses[step - 1]!), `loss of step ${step}`).toBeLessThan(1e-5)
        if (step === 1)
          for (const name of names) {
            const truth = expected.get(`gradient/${name}`)!
            close(gradientName(name), gradients[name]!.data as Float32Array, truth, 1e-4)
          }
      }
      for (const name of names) {
        const actual = weights.tensors[name]!.data as Float32Array
        const means = meaning(expected.get(`gradient/${name}`)!)
        close(`after ${name}`, actual, expected.get(`after/${name}`)!, 1e-4, means)
      }
    },
  )
})

function rowsOf({ ids, tokenTypes }: GoldenBatch): TokenRow[] {
  return ids.map((row, i) => ({ ids: row, types: tokenTypes[i]! }))
}

async function load(
  folder: string,
  model: Model,
  parameters: Iterable<Parameter>,
  trained: readonly Parameter[],
): Promise<Weights> {
  const checkpoint = await openCheckpoint(folder)
  const weights = await loadWeights(parameters, trained, checkpoint, model.aliases, 1)
  await checkpoint.close()
  return weights
}

function tuningOf(golden: GoldenCase | GoldenAdapterCase, model: Model): Applied {
  const tuning = 'choice' in golden ? golden.choice : goldenTuning(golden)
  return applyTuning(resolveSpec({ dataset: '', model: '', tuning }).tuning, model)
}

function taskOf({ objective, soft }: Asked, batch: GoldenBatch): RowTask | null {
  if (soft) return softLabels.for({ temperature: soft.temperature }, labels, [])
  if (objective === 'maskedLm' || objective === 'causalLm') return null
  if (objective === 'regress') return regress.for({}, [], [])
  const weighted = objective === 'classifyWeighted'
  const classWeights = weighted ? Object.fromEntries(labels.map((l, i) => [l, batch.classWeights[i]!])) : {}
  const labelSmoothing = weighted ? batch.labelSmoothing : 0
  return classify.for({ balance: false, classWeights, labelSmoothing }, labels, [])
}

function languageModelGraph(model: Model, tuning: Applied, isNew: (name: string) => boolean): TrainingGraph {
  const c = context(model, tuning, true)
  const loss = languageModelLoss(c, model, still)
  return withGradients(c.g, loss, (name) => tuning.trains(name, false) || isNew(name))
}

function initialTensors(expected: ReadonlyMap<string, GoldenTensor>): [string, GoldenTensor][] {
  return [...expected].flatMap(([key, value]) =>
    key.startsWith('initial/') ? [[key.slice('initial/'.length), value] as [string, GoldenTensor]] : [],
  )
}

/** The rows as the objective reads them: for prompts with gaps and the places that are read. */
function rowsFor(objective: GoldenCase['objective'], batch: GoldenBatch): TokenRow[] {
  const rows = rowsOf(batch)
  if (objective === 'clozeNext') return rows.map((row) => ({ ...row, asks: [row.ids.length - 1] }))
  const gaps = gapsOf(objective)
  if (gaps === 0) return rows
  const asked = rows.map((row, i) => {
    const asks = batch.prompts.places[i]!.slice(0, gaps)
    return { ...row, ids: Array.from(row.ids, (id, at) => (asks.includes(at) ? maskId : id)), asks }
  })
  // A step learns from one set.
  return objective === 'clozeDemonstrations' ? beside(asked, batch.demonstrations[0]!) : asked
}

const maskId = 4
const gapsOf = (objective: GoldenCase['objective']): number =>
  objective === 'clozeTwo' ? 2 : objective.startsWith('cloze') ? 1 : 0

/** What decides how a case is asked. */
type Asked = Pick<GoldenCase, 'objective' | 'auxiliary' | 'soft'>

/** The rows beside a set of demonstrations, of the second segment. */
const beside = (rows: readonly TokenRow[], set: GoldenBatch['demonstrations'][number]): TokenRow[] =>
  rows.map(({ ids, types = [], asks = [] }, i) => ({
    ids: [...Array.from(ids), ...set[i]!],
    types: [...Array.from(types), ...set[i]!.map(() => 1)],
    asks,
  }))

/** The rows as an evaluation reads them: for demonstrations with one set after another. */
async function tableOf(objective: GoldenCase['objective'], batch: GoldenBatch): Promise<TokenTable> {
  const rows = rowsFor(objective, batch)
  const sets = batch.demonstrations.map((set) => beside(rowsFor('cloze', batch), set))
  const encoded = ({ ids, types, asks }: TokenRow): Encoded => ({
    ids: Int32Array.from(ids),
    types: Uint8Array.from(types ?? []),
    truncated: false,
    ...(asks && { asks: Array.from(asks) }),
  })
  const known = { special: { unknown: null } } as unknown as Parameters<typeof tokenize>[1]
  return tokenize(
    rows.map((_, row) => ({ row, text: '' })),
    known,
    0,
    ({ row }) =>
      objective === 'clozeDemonstrations' ? sets.map((set) => encoded(set[row]!)) : encoded(rows[row]!),
  )
}

function questionOf(
  { objective, auxiliary }: Asked,
  { prompts }: GoldenBatch,
  model: Model,
): Parameters<typeof trainingGraph>[5] {
  if (objective === 'clozeTwo') return readWords(model, prompts.twoWords, 2)
  if (!objective.startsWith('cloze')) return undefined
  const question = readWords(model, prompts.oneWords, 1)
  return auxiliary === undefined ? question : { ...question, auxiliary: { share: auxiliary } }
}

function taskPiece(
  batch: GoldenBatch,
  task: RowTask,
  { objective, auxiliary, soft }: Asked,
  chosen: readonly number[],
): Piece {
  const rows = rowsFor(objective, batch)
  const asked = chosen.map((i) => rows[i]!)
  // The texts with hidden tokens come behind the prompts.
  const hidden = auxiliary === undefined ? [] : rowsOf({ ...batch, ids: batch.maskedIds })
  const packed = pack([...asked, ...(auxiliary === undefined ? [] : chosen.map((i) => hidden[i]!))])
  const feeds: { [name: string]: Tensor } = batchFeeds(packed)
  const targets = task.outputs === 1 ? batch.labels.regress : batch.labels.classify
  const given = task.feeds(
    chosen.map((i) => targets[i]!),
    targets,
    soft && chosen.map((i) => Float32Array.from(soft.logits[i]!)),
  )
  for (const [name, { data, shape }] of Object.entries(given)) feeds[name] = tensor(data, shape)
  if (auxiliary === undefined) return { feeds, dims: batchDims(packed) }
  const before = asked.reduce((sum, { ids }) => sum + ids.length, 0)
  return { feeds: { ...feeds, ...hiddenFeeds(batch, chosen, before) }, dims: batchDims(packed) }
}

/** The inputs of the hidden tokens' loss for some texts, before which there are as many other tokens. */
function hiddenFeeds(
  batch: GoldenBatch,
  chosen: readonly number[],
  before: number,
): { [name: string]: Tensor } {
  const { places, truth } = hiddenTokens(batch, chosen)
  const total = batch.labels.maskedLm.flat().filter((label) => label !== -100).length
  const given = tokenFeeds({ places: places.map((place) => before + place), truth }, total)
  return Object.fromEntries(
    Object.entries(given).map(([name, { data, shape }]) => [name, tensor(data, shape)]),
  )
}

function languageModelPiece(
  batch: GoldenBatch,
  objective: GoldenCase['objective'],
  chosen: readonly number[],
): Piece {
  const causal = objective === 'causalLm'
  const rows = rowsOf(causal ? batch : { ...batch, ids: batch.maskedIds })
  const some = chosen.map((i) => rows[i]!)
  const packed = pack(some)
  const { places, truth } = causal ? nextTokens(some) : hiddenTokens(batch, chosen)
  const total = causal
    ? nextTokens(rows).places.length
    : batch.labels.maskedLm.flat().filter((label) => label !== -100).length
  const count = places.length
  const feeds = {
    ...batchFeeds(packed),
    places: tensor(BigInt64Array.from(places, BigInt), [count]),
    labels: tensor(BigInt64Array.from(truth, BigInt), [count, 1]),
    labelWeights: tensor(new Float32Array(count).fill(1 / total), [count, 1]),
  }
  return { feeds, dims: batchDims(packed) }
}

function hiddenTokens(batch: GoldenBatch, chosen: readonly number[]): Predictions {
  const flat = chosen.flatMap((i) => [...batch.labels.maskedLm[i]!])
  const places = flat.flatMap((label, i) => (label === -100 ? [] : [i]))
  return { places, truth: places.map((i) => flat[i]!) }
}

/**
 * Which elements of a bias have a gradient beyond what double precision leaves of a true 0. A key's bias has none: softmax
 * does not see a shift common to all keys. Single precision has other noise there, and AdamW makes steps out of it.
 */
function meaning({ shape, data }: GoldenTensor): (i: number) => boolean {
  return (i) => shape.length > 1 || Math.abs(data[i]!) > 1e-12
}

/** Largest difference relative to the largest element, over the elements that are `meant`. */
function close(
  what: string,
  actual: Float32Array,
  { data }: GoldenTensor,
  tolerance: number,
  meant: (i: number) => boolean = () => true,
): void {
  expect(actual.length, what).toBe(data.length)
  // A tensor of noise alone is compared with what a gradient usually is.
  const size = data.reduce((top, x) => Math.max(top, Math.abs(x)), 1e-3)
  const worst = data.reduce((top, x, i) => (meant(i) ? Math.max(top, Math.abs(x - actual[i]!)) : top), 0)
  expect(worst / size, `${what}: relative difference`).toBeLessThan(tolerance)
}
