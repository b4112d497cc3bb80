// The second path to an export's logits: only from its files, and not by the graph that trained.
import { join } from 'node:path'
import type { exportFormats } from '../../shared/contract.ts'
import { openCheckpoint } from '../files/checkpoint.ts'
import type { SafetensorsFile } from '../files/safetensors.ts'
import { elementCount } from '../files/safetensorsHeader.ts'
import type { TensorSource } from '../files/safetensorsWriter.ts'
import { elements } from '../graph/value.ts'
import { openModel } from '../models/open.ts'
import type { RowTask } from '../objectives/objective.ts'
import { Session, tensor, type Feeds } from '../runtime/session.ts'
import { pack, type TokenRow } from '../tokens/pack.ts'
import { batchFeeds } from '../training/feeds.ts'
import { evaluationGraph } from '../training/graphs.ts'
import { storedName } from '../training/weights.ts'
import { adapter } from '../tuning/adapter.ts'
import { full } from '../tuning/full.ts'
import { readAdapterHub } from './adapterHub.ts'
import { mergeLora, valuesOf } from './lora.ts'
import { modelFile } from './onnxModel.ts'
import { readPeft } from './peft.ts'

export type ExportFormat = (typeof exportFormats)[number]

/** How many rows run at once. */
const rowsAtOnce = 16
const cpu = { device: 'cpu', threads: 0 } as const

/**
 * Logits [rows, outputs] of the export in `folder`. AdapterHub's files are run with the method that they describe. A PEFT adapter is read, merged into `baseFolder`'s weights and run without
 * LoRA's graph; a merged model is opened like any model; an ONNX model is run by itself on padded batches.
 */
export async function readBackLogits(
  format: ExportFormat,
  folder: string,
  baseFolder: string,
  rows: readonly TokenRow[],
  task: RowTask,
): Promise<Float32Array> {
  if (format === 'onnx') {
    const session = await Session.load(join(folder, modelFile), cpu)
    return run(session, rows, task.outputs, (part) => paddedFeeds(part, session.inputNames))
  }
  const modelFolder = format === 'merged' ? folder : baseFolder
  const model = await openModel(modelFolder)
  const hub = format === 'adapterHub' ? await readAdapterHub(folder, model) : null
  const tuning = hub ? adapter.apply(hub.options, model) : full.apply({}, model)
  const graph = evaluationGraph(model, tuning, task)
  const base = await openCheckpoint(modelFolder)
  const sources = new Map<string, TensorSource>()
  for (const { value, shape } of graph.parameters.values()) {
    const stored = storedName(base, model.aliases(value.name))
    if (stored !== undefined)
      sources.set(value.name, { name: value.name, shape, data: () => read(base, stored) })
  }
  for (const file of hub ? [hub.weights, hub.head] : []) {
    for (const { name, shape } of file.tensors.values())
      sources.set(name, { name, shape, data: await read(file, name) })
    await file.close()
  }
  let merged = [...sources.values()]
  if (format === 'peft') {
    const { weights, lora } = await readPeft(folder)
    for (const { name, shape } of weights.tensors.values())
      sources.set(name, { name, shape, data: await read(weights, name) })
    await weights.close()
    merged = mergeLora(sources.values(), lora)
  }
  const tensors: { [name: string]: Feeds[string] } = {}
  for (const source of merged) tensors[source.name] = tensor(await valuesOf(source), source.shape)
  await base.close()
  const session = await Session.create(graph, cpu)
  return run(session, rows, task.outputs, (part) => ({ ...tensors, ...batchFeeds(pack(part)) }))
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
function paddedFeeds(rows: readonly TokenRow[], inputs: readonly string[]): Feeds {
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
