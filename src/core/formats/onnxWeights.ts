// The weights of an ONNX file: inside it, or in a file beside it.
import { join } from 'node:path'
import { LabError } from '../../shared/labError.ts'
import { writeFileAtomic } from '../files/atomic.ts'
import type { TensorSource } from '../files/safetensorsWriter.ts'
import type { Initializer } from '../graph/serialize.ts'
import { elements, type Value } from '../graph/value.ts'
import { valuesOf } from './merge/values.ts'

/** Weights of more bytes than this lie in a file beside the model; protobuf ends at 2 GB, and needs several copies before. */
export const largestEmbedded = 500_000_000

/** A weight of a graph, and what it holds. */
export interface Weight {
  readonly value: Value
  readonly source: TensorSource
}

/** The weights among `values` by name. @throws LabError('export') when one is missing. */
export function weightsOf(values: Iterable<Value>, tensors: readonly TensorSource[]): Weight[] {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]))
  return Array.from(values, (value) => {
    const source = byName.get(value.name)
    if (source === undefined)
      throw new LabError('export', `The weight "${value.name}" is missing, so the model is not whole.`, {
        tensor: value.name,
      })
    return { value, source }
  })
}

/** The weights as part of an ONNX file, those of more than `embedded` bytes together in `dataFile` of `folder`. */
export async function initializersOf(
  weights: readonly Weight[],
  folder: string,
  dataFile: string,
  embedded: number = largestEmbedded,
): Promise<Initializer[]> {
  const bytes = weights.reduce((sum, weight) => sum + bytesIn(weight), 0)
  if (bytes > embedded) return initializersBeside(weights, folder, dataFile)
  const initializers: Initializer[] = []
  for (const { value, source } of weights) initializers.push({ value, data: await bytesOf(source) })
  return initializers
}

/** Writes the weights to `dataFile` of `folder`, one after another, and tells where each lies. */
export async function initializersBeside(
  weights: readonly Weight[],
  folder: string,
  dataFile: string,
): Promise<Initializer[]> {
  let offset = 0
  const initializers = weights.map((weight): Initializer => {
    const length = bytesIn(weight)
    offset += length
    return { value: weight.value, data: { location: dataFile, offset: offset - length, length } }
  })
  await writeFileAtomic(join(folder, dataFile), chunks(weights))
  return initializers
}

const bytesIn = ({ source }: Weight): number => 4 * elements(source.shape)

async function* chunks(weights: readonly Weight[]): AsyncGenerator<Uint8Array> {
  for (const { source } of weights) yield bytesOf(source)
}

async function bytesOf(source: TensorSource): Promise<Uint8Array> {
  const values = await valuesOf(source)
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
}
