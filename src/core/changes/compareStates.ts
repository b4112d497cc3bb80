// What fine-tuning changed in a run: the same rows through the base model and through the best weights, layer by layer.
import { setImmediate } from 'node:timers/promises'
import { hiddenChange, type HiddenChange, type LayerChange, type StateReads } from '../../shared/changes.ts'
import type { RunPlace } from '../../shared/jobs.ts'
import { LabError } from '../../shared/labError.ts'
import type { RunSpec } from '../../shared/run.ts'
import { random } from '../../shared/random.ts'
import { applyTuning } from '../catalog/tunings.ts'
import { openCheckpoint } from '../files/checkpoint.ts'
import { openModel } from '../models/open.ts'
import { openSessions } from '../runtime/openSessions.ts'
import { loadTokenizer } from '../tokens/tokenizer.ts'
import { tokenize } from '../tokens/table.ts'
import { bestMark, loadBest } from '../training/bestWeights.ts'
import { readRunFile } from '../training/method.ts'
import { settled, settledWeights } from '../training/settled.ts'
import { loadWeights } from '../training/weights.ts'
import { chooseRows } from './chooseRows.ts'
import { areAlike, block, gramOf, type States } from './gram.ts'
import { pcaMap, umapMap, type Point } from './maps.ts'
import { cosineDistance, linearCka, relativeL2, separation } from './measures.ts'
import { readStates, statesGraph, untuned, type StatesByReads } from './states.ts'

/** A map of fewer rows shows nothing. */
const leastRows = 4

export interface ComparingIo {
  /** Parts of the work that are done, of `total`. */
  progress(done: number, total: number, phase: string): void
  note(sentence: string): void
  /** Asked between layers. */
  stopRequested(): boolean
}

/**
 * Compares the run in `place`; undefined where it was asked to stop. The same weights give the same answer. Throws `run`
 * where the run kept no weights yet, `dataset` where its rows are gone or too few.
 */
export async function compareStates(place: RunPlace, io: ComparingIo): Promise<HiddenChange | undefined> {
  const mark = await bestMark(place.runFolder)
  const { spec } = await readRunFile(place.runFolder)
  const { rows, classes, split } = await chooseRows(place.datasetFolder, spec.split)
  if (rows.length < leastRows)
    throw new LabError(
      'dataset',
      `The run has only ${rows.length} rows to look at, too few for a map. Train with a larger validation share.`,
    )
  const { reads, before, after } = await statesOf(place, spec, rows, io)
  const places = before.get(reads[0]!)!.length
  const views: HiddenChange['views'] = []
  const classOf = rows.map((row) => row.class)
  for (const read of reads) {
    const layers: LayerChange[] = []
    for (let layer = 0; layer < places; layer++) {
      if (io.stopRequested()) return undefined
      const done = 2 + views.length * places + layer
      io.progress(done, 2 + reads.length * places, 'Measuring and mapping')
      layers.push(layerChange(before.get(read)![layer]!, after.get(read)![layer]!, classOf))
      // A message to stop is heard only between two pieces of work.
      await setImmediate()
    }
    views.push({ reads: read, layers })
  }
  return hiddenChange.parse({ version: 1, weights: mark, split, classes, rows, views })
}

/** What a head of this model reads, then the mean of all tokens; the states of all rows for each. */
async function statesOf(
  { runFolder, modelFolder }: RunPlace,
  spec: RunSpec,
  rows: HiddenChange['rows'],
  io: ComparingIo,
): Promise<{ reads: StateReads[]; before: StatesByReads; after: StatesByReads }> {
  const model = await openModel(modelFolder)
  const reads: StateReads[] = [...new Set([model.head.reads, 'mean'] as const)]
  const tuning = applyTuning(spec.tuning, model)
  const graphs = {
    before: statesGraph(model, untuned, reads),
    after: statesGraph(model, settled(tuning), reads),
  }
  // What made a part of the method while it trained, as a prefix's MLP, and that part are in one graph each.
  const making = tuning.settled?.graph().parameters ?? []
  const parameters = new Map([...graphs.before.parameters, ...graphs.after.parameters, ...making])
  const checkpoint = await openCheckpoint(modelFolder)
  const { tensors } = await loadWeights(
    parameters.values(),
    [],
    checkpoint,
    model.aliases,
    spec.seed,
  ).finally(() => checkpoint.close())
  const { sessions } = await openSessions(graphs, spec, io.note)
  const maxLength = Math.min(spec.training.maxLength, model.facts.maxLength - (tuning.virtualTokens ?? 0))
  const table = await tokenize(rows, await loadTokenizer(modelFolder), maxLength)
  const read = (side: 'before' | 'after'): Promise<StatesByReads> => {
    const weights = Object.fromEntries(
      [...graphs[side].parameters.keys()].map((name) => [name, tensors[name]!]),
    )
    return readStates(sessions[side], weights, table, model.facts.layers + 1, reads)
  }
  const total = 2 + reads.length * (model.facts.layers + 1)
  io.progress(0, total, 'Reading the rows with the base model')
  const before = await read('before')
  await loadBest(runFolder, tensors)
  Object.assign(tensors, await settledWeights(tuning, async () => tensors))
  io.progress(1, total, 'Reading the rows with what was learned')
  return { reads, before, after: await read('after') }
}

/** All that is said of one layer. What did not move at all is mapped once; where all rows are alike there is nothing to tell apart. */
function layerChange(before: States, after: States, classes: readonly (number | null)[]): LayerChange {
  const gram = gramOf(before, after)
  const n = gram.length / 2
  const moved = relativeL2(before, after)
  const mapped = moved === 0 ? block(gram, 0, n) : gram
  const alike = areAlike(block(gram, 0, n)) && areAlike(block(gram, n, 2 * n))
  const [first, second] = alike ? [null, null] : [separation(before, classes), separation(after, classes)]
  const sides = (points: readonly Point[]): LayerChange['maps']['pca'] => ({
    before: points.slice(0, n).map(rounded),
    after: points.slice(-n).map(rounded),
  })
  const { points, variance } = pcaMap(mapped)
  return {
    cosineDistance: cosineDistance(gram),
    relativeL2: moved,
    cka: linearCka(gram),
    separation: first === null || second === null ? null : { before: first, after: second },
    variance,
    maps: { pca: sides(points), umap: sides(alike ? points : umapMap(mapped, random(0, 'umap'))) },
  }
}

/** A screen shows no more than four digits. */
const rounded = ([x, y]: Point): Point => [Number(x.toPrecision(4)), Number(y.toPrecision(4))]
