// A graph as ONNX bytes.
import onnxProto from 'onnx-proto'
import { opset, type Attribute, type Emitter } from './emitter.ts'
import type { ElementType, Value } from './value.ts'

const { onnx } = onnxProto
const { AttributeType } = onnx.AttributeProto

const elementTypes: { [T in ElementType]: number } = {
  float32: onnx.TensorProto.DataType.FLOAT,
  uint8: onnx.TensorProto.DataType.UINT8,
  int64: onnx.TensorProto.DataType.INT64,
}

/** Weights that become part of the file: their data inside it, or a place in a file beside it (needed past 2 GB). */
export interface Initializer {
  readonly value: Value
  readonly data: Uint8Array | { readonly location: string; readonly offset: number; readonly length: number }
}

/** The graph as an ONNX model. Values in `initializers` stop being inputs. */
export function serialize(graph: Emitter, initializers: readonly Initializer[] = []): Uint8Array {
  const embedded = new Set(initializers.map((i) => i.value.name))
  const named = (name: string): string => graph.outerNames.get(name) ?? name
  // Some constants are for a backward pass that was not asked for.
  const used = new Set(graph.nodes.flatMap((node) => node.inputs))
  const constants = [...graph.constants.values()]
    .filter(({ value }) => used.has(value.name))
    .map(({ value, data }) => ({ value, data: bytesOf(data) }))
  const model = onnx.ModelProto.create({
    irVersion: 9,
    producerName: 'Lathe',
    opsetImport: [
      { domain: '', version: opset },
      { domain: 'com.microsoft', version: 1 },
    ],
    graph: {
      name: 'lathe',
      node: graph.nodes.map((node) => ({
        name: node.outputs[0] ?? node.type,
        opType: node.type,
        domain: node.domain,
        input: node.inputs.map(named),
        output: node.outputs.map(named),
        attribute: Object.entries(node.attributes).map(([name, value]) => attribute(name, value)),
      })),
      initializer: [...constants, ...initializers].map(initializer),
      input: graph.inputs.filter((v) => !embedded.has(v.name)).map(valueInfo),
      output: graph.outputs.map(valueInfo),
    },
  })
  return onnx.ModelProto.encode(model).finish()
}

function initializer({ value, data }: Initializer): object {
  const tensor = { name: value.name, dims: value.shape as number[], dataType: elementTypes[value.type] }
  if (data instanceof Uint8Array) return { ...tensor, rawData: data }
  const place = Object.entries(data).map(([key, v]) => ({ key, value: String(v) }))
  return { ...tensor, dataLocation: onnx.TensorProto.DataLocation.EXTERNAL, externalData: place }
}

function attribute(name: string, value: Attribute): object {
  if (typeof value === 'number') return { name, type: AttributeType.INT, i: value }
  if (typeof value === 'string')
    return { name, type: AttributeType.STRING, s: new TextEncoder().encode(value) }
  if ('float' in value) return { name, type: AttributeType.FLOAT, f: value.float }
  return { name, type: AttributeType.INTS, ints: [...value] }
}

function valueInfo({ name, type, shape }: Value): object {
  const dim = shape.map((d) => (typeof d === 'number' ? { dimValue: d } : { dimParam: d }))
  return { name, type: { tensorType: { elemType: elementTypes[type], shape: { dim } } } }
}

const bytesOf = (data: Float32Array | BigInt64Array): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
