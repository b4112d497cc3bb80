// Writes safetensors files of any size, one tensor in memory at a time.
import { LabError } from '../../shared/labError.ts'
import { writeFileAtomic } from './atomic.ts'
import { elementCount, elementSize } from './safetensorsHeader.ts'

export type WrittenDtype = 'F32' | 'F16' | 'BF16'

/** A tensor to write. Large ones give a function, which is called when their turn comes. */
export interface TensorSource {
  readonly name: string
  readonly shape: readonly number[]
  readonly data: Float32Array | (() => Float32Array | Promise<Float32Array>)
  /** How it is stored; F32 unless said otherwise. */
  readonly dtype?: WrittenDtype
}

/**
 * Writes `tensors` to `path` atomically, wider types first, then by name, whatever order they come in.
 * `metadata` is text; format: "pt" is always there because transformers refuses files without it.
 * @throws LabError('tensor') for a name given twice or data that do not fit the shape; LabError('disk') as writeFileAtomic.
 */
export async function writeSafetensors(
  path: string,
  tensors: Iterable<TensorSource>,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  const sorted = [...tensors].sort(
    (a, b) => elementSize(dtypeOf(b)) - elementSize(dtypeOf(a)) || (a.name < b.name ? -1 : 1),
  )
  for (const [i, tensor] of sorted.entries())
    if (tensor.name === sorted[i - 1]?.name) throw misfit(path, tensor.name, 'is there twice')
  await writeFileAtomic(path, chunks(path, sorted, { format: 'pt', ...metadata }))
}

async function* chunks(
  path: string,
  sorted: readonly TensorSource[],
  metadata: Readonly<Record<string, string>>,
): AsyncGenerator<Uint8Array> {
  yield header(sorted, metadata)
  for (const { name, shape, data, dtype = 'F32' } of sorted) {
    const values = typeof data === 'function' ? await data() : data
    if (values.length !== elementCount(shape))
      throw misfit(path, name, `has ${values.length} values, which do not fill its shape [${shape}]`)
    yield* encode(values, dtype)
  }
}

/** The length and the JSON, filled up with spaces so that the data start at a multiple of 8. */
function header(sorted: readonly TensorSource[], metadata: Readonly<Record<string, string>>): Uint8Array {
  const sortedMetadata = Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1))
  const entries: [string, unknown][] = [['__metadata__', Object.fromEntries(sortedMetadata)]]
  let position = 0
  for (const tensor of sorted) {
    const end = position + elementCount(tensor.shape) * elementSize(dtypeOf(tensor))
    entries.push([
      tensor.name,
      { dtype: dtypeOf(tensor), shape: tensor.shape, data_offsets: [position, end] },
    ])
    position = end
  }
  // Joined by hand: an object would move names that look like numbers to the front.
  const json = `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`
  const text = new TextEncoder().encode(json)
  const length = Math.ceil(text.length / 8) * 8
  const bytes = new Uint8Array(8 + length).fill(0x20)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true)
  bytes.set(text, 8)
  return bytes
}

function* encode(values: Float32Array, dtype: WrittenDtype): Generator<Uint8Array> {
  if (dtype === 'F32') return yield new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  const step = 1 << 20
  for (let i = 0; i < values.length; i += step) {
    const part = values.subarray(i, i + step)
    yield new Uint8Array(dtype === 'F16' ? new Float16Array(part).buffer : toBfloat16(part).buffer)
  }
}

/** The upper halves of float32 words, rounded to the nearest, ties to even; NaN stays NaN. */
function toBfloat16(values: Float32Array): Uint16Array {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length)
  return Uint16Array.from(words, (word) => {
    if ((word & 0x7fffffff) > 0x7f800000) return (word >>> 16) | 0x40
    return (word + 0x7fff + ((word >>> 16) & 1)) >>> 16
  })
}

function dtypeOf(tensor: TensorSource): WrittenDtype {
  return tensor.dtype ?? 'F32'
}

function misfit(path: string, tensor: string, problem: string): LabError {
  return new LabError('tensor', `Tensor "${tensor}" cannot be written to ${path}: it ${problem}.`, {
    file: path,
    tensor,
  })
}
