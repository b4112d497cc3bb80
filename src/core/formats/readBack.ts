// The second path to an export's logits: only from its files, and not by the graph that trained.
import { openCheckpoint } from '../files/checkpoint.ts'
import type { SafetensorsFile } from '../files/safetensors.ts'
import { elementCount } from '../files/safetensorsHeader.ts'
import type { TensorSource } from '../files/safetensorsWriter.ts'
import type { Graph } from '../graph/graph.ts'
import { elements } from '../graph/value.ts'
import type { Model } from '../models/family.ts'
import { openModel } from '../models/open.ts'
import type { RowTask } from '../objectives/objective.ts'
import { Session, tensor, type Feeds, type Tensor } from '../runtime/session.ts'
import { pack, type TokenRow } from '../tokens/pack.ts'
import { batchFeeds } from '../training/feeds.ts'
import { evaluationGraph } from '../training/graphs.ts'
import { storedName } from '../training/weights.ts'
import { full } from '../tuning/full.ts'
import type { Applied } from '../tuning/tuning.ts'
import { merge } from './merge/index.ts'
import { valuesOf } from './merge/values.ts'
import type { TrainedModel } from './trainedModel.ts'

/** How many rows run at once. */
export const rowsAtOnce = 16
export const cpu = { device: 'cpu', threads: 0 } as const

/**
 * Logits [rows, outputs] of the model in `folder` with an adapter's tensors put over its own and folded in where they can be;
 * `as` is the model where its head is not its family's own.
 */
export async function weightsLogits(
  folder: string,
  adapter: Pick<TrainedModel, 'tensors' | 'tuning'>,
  rows: readonly TokenRow[],
  task: RowTask,
  as?: Model,
): Promise<Float32Array> {
  const model = as ?? (await openModel(folder))
  const { graph, tensors } = await assemble(folder, model, adapter, (tuning) =>
    evaluationGraph(model, tuning, task),
  )
  const session = await Session.create(graph, cpu)
  return run(session, rows, task.outputs, (part) => ({ ...tensors, ...batchFeeds(pack(part)) }))
}

/** No adapter: nothing beside the model's own weights. */
export const bareModel = { tuning: { id: full.id, options: {} }, tensors: [] }

/**
 * A graph of `model`, whose weights lie in `folder`, with an adapter's tensors put over them and folded in where they can be,
 * and the values of its parameters.
 */
export async function assemble(
  folder: string,
  model: Model,
  adapter: Pick<TrainedModel, 'tensors' | 'tuning'>,
  graphOf: (tuning: Applied) => Graph,
): Promise<{ readonly graph: Graph; readonly tensors: { readonly [name: string]: Tensor } }> {
  const bare: Applied = { hooks: {}, trains: () => false }
  const base = await openCheckpoint(folder)
  try {
    const sources = new Map<string, TensorSource>()
    for (const { value, shape } of graphOf(bare).parameters.values()) {
      const stored = storedName(base, model.aliases(value.name))
      if (stored !== undefined)
        sources.set(value.name, { name: value.name, shape, data: () => read(base, stored) })
    }
    for (const source of adapter.tensors) sources.set(source.name, source)
    const merged = merge({ tensors: [...sources.values()], tuning: adapter.tuning, model })
    const tensors: { [name: string]: Tensor } = {}
    for (const source of merged.tensors) tensors[source.name] = tensor(await valuesOf(source), source.shape)
    return { graph: graphOf({ ...bare, hooks: merged.hooks }), tensors }
  } finally {
    await base.close()
  }
}

/** Logits [rows, outputs] of an ONNX model by itself, on padded batches. */
export async function onnxLogits(
  file: string,
  rows: readonly TokenRow[],
  task: RowTask,
): Promise<Float32Array> {
  const session = await Session.load(file, cpu)
  return run(session, rows, task.outputs, (part) => paddedFeeds(part, session.inputNames))
}

async function run(
  session: Session,
  rows: readonly TokenRow[],
  outputs: number,
  feedsOf: (part: readonly TokenRow[]) => Feeds,
): Promise<Float32Array> {
  const result = new Float32Array(rows.length * outputs)
  for (let start = 0; start < rows.length; start += rowsAtOnce) {
    const { logits } = await session.run(feedsOf(rows.slice(start, start + rowsAtOnce)), { logits: null })
    result.set(logits!.data as Float32Array, start * outputs)
  }
  await session.release()
  return result
}

/** The inputs of an exported ONNX model, padded with zeros on the right. */
export function paddedFeeds(rows: readonly TokenRow[], inputs: readonly string[]): Feeds {
  const shape = [rows.length, Math.max(...rows.map(({ ids }) => ids.length))]
  const layout = (values: (row: TokenRow) => ArrayLike<number>): Feeds[string] => {
    const data = new BigInt64Array(elements(shape))
    rows.forEach((row, b) => data.set(BigInt64Array.from(Array.from(values(row)), BigInt), b * shape[1]!))
    return tensor(data, shape)
  }
  const values: { readonly [input: string]: (row: TokenRow) => ArrayLike<number> } = {
    input_ids: (row) => row.ids,
    attention_mask: (row) => new Array<number>(row.ids.length).fill(1),
    token_type_ids: (row) => row.types ?? [],
  }
  return Object.fromEntries(inputs.map((name) => [name, layout(values[name]!)]))
}

async function read(file: SafetensorsFile, name: string): Promise<Float32Array> {
  const values = new Float32Array(elementCount(file.tensors.get(name)!.shape))
  await file.readInto(name, values)
  return values
}
