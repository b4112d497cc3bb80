// An ONNX classifier with its tokenizer: model.onnx takes what the tokenizer gives and gives logits.
import { join } from 'node:path'
import { writeFileAtomic } from '../files/atomic.ts'
import type { TensorSource } from '../files/safetensorsWriter.ts'
import { createGraph, type Graph } from '../graph/graph.ts'
import { serialize, type Initializer } from '../graph/serialize.ts'
import { elements } from '../graph/value.ts'
import { createContext } from '../models/context.ts'
import type { Model } from '../models/family.ts'
import type { Hooks } from '../models/hooks.ts'
import { LabError } from '../../shared/labError.ts'
import { headLogits, still } from '../training/graphs.ts'
import { writeClassifierFiles } from './classifierFolder.ts'
import { merge } from './merge/index.ts'
import { valuesOf } from './merge/values.ts'
import { paddedInputs } from './paddedInputs.ts'
import type { TrainedModel } from './trainedModel.ts'

export const modelFile = 'model.onnx'
const dataFile = 'model.onnx.data'

/** Weights of more bytes than this lie in a file beside the model; protobuf ends at 2 GB, and needs several copies before. */
const largestEmbedded = 500_000_000

/**
 * Writes model.onnx (past `embedded` bytes of weights with model.onnx.data), config.json and the tokenizer to `folder`,
 * which exists. The tuning is folded into the weights, or stays part of the graph where it cannot be.
 * @throws LabError('export') when a weight is missing.
 */
export async function writeOnnx(
  folder: string,
  trained: Pick<TrainedModel, 'baseFolder' | 'model' | 'tensors' | 'tuning'>,
  labels: readonly string[],
  embedded: number = largestEmbedded,
): Promise<void> {
  const { baseFolder, model } = trained
  const { tensors, hooks } = merge(trained)
  const graph = classifierGraph(model, hooks, Math.max(1, labels.length))
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]))
  const weights = [...graph.parameters.values()].map(({ value, shape }) => {
    const source = byName.get(value.name)
    if (source === undefined)
      throw new LabError('export', `The weight "${value.name}" is missing, so the model is not whole.`, {
        tensor: value.name,
      })
    return { value, source, bytes: 4 * elements(shape) }
  })
  const initializers: Initializer[] = []
  if (weights.reduce((sum, { bytes }) => sum + bytes, 0) <= embedded) {
    for (const { value, source } of weights)
      initializers.push({ value, data: bytesOf(await valuesOf(source)) })
  } else {
    let offset = 0
    for (const { value, bytes } of weights) {
      initializers.push({ value, data: { location: dataFile, offset, length: bytes } })
      offset += bytes
    }
    await writeFileAtomic(join(folder, dataFile), chunks(weights.map(({ source }) => source)))
  }
  await writeFileAtomic(join(folder, modelFile), serialize(graph.emitter, initializers))
  await writeClassifierFiles(folder, baseFolder, model, labels)
}

function classifierGraph(model: Model, hooks: Hooks, outputs: number): Graph {
  const g = createGraph({ training: false })
  const c = createContext(g, model, hooks, paddedInputs(g, model))
  g.output('logits', headLogits(c, model, outputs, still))
  return g
}

async function* chunks(sources: readonly TensorSource[]): AsyncGenerator<Uint8Array> {
  for (const source of sources) yield bytesOf(await valuesOf(source))
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
}
