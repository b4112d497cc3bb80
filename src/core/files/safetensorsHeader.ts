// The safetensors format: 8 bytes of header length (little-endian), a JSON header, then the raw tensors without gaps.
import { LabError } from '../../shared/labError.ts'

/** Bytes of one element, by the names the format uses. */
const elementSizes = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U64: 8,
  U32: 4,
  U16: 2,
  U8: 1,
  BOOL: 1,
  F8_E4M3: 1,
  F8_E5M2: 1,
} as const

export type Dtype = keyof typeof elementSizes

/** Where a tensor lies. `start` and `end` are byte positions in its file. */
export interface TensorEntry {
  readonly name: string
  readonly dtype: Dtype
  readonly shape: readonly number[]
  readonly start: number
  readonly end: number
}

export interface Header {
  readonly tensors: ReadonlyMap<string, TensorEntry>
  readonly metadata: Readonly<Record<string, string>>
}

/** The limit that the format's reference reader sets. */
export const largestHeader = 100_000_000

/** Bytes of one element of `dtype`. */
export function elementSize(dtype: Dtype): number {
  return elementSizes[dtype]
}

/** How many elements a tensor of `shape` has. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}

/**
 * The tensors that a header declares, checked against the size of the file they must fill exactly.
 * A name that occurs twice in the JSON leaves a gap where its first tensor was, so it is refused as a gap.
 * @param dataStart byte position of the first tensor, i.e. 8 + header length
 * @throws LabError('file') for a damaged header, LabError('tensor') for an entry that cannot be true.
 */
export function parseHeader(text: string, path: string, dataStart: number, fileSize: number): Header {
  const { __metadata__: metadata, ...entries } = jsonObject(text, path)
  const list = Object.entries(entries).map(([name, entry]) => parseEntry(name, entry, path, dataStart))
  list.sort((a, b) => a.start - b.start || a.end - b.end)
  let position = dataStart
  for (const entry of list) {
    if (entry.start !== position)
      throw tensorError(
        path,
        entry.name,
        entry.start < position ? 'overlaps another' : 'leaves a gap before it',
      )
    position = entry.end
  }
  if (position !== fileSize)
    throw new LabError(
      'file',
      `${path} is ${fileSize} bytes long but its header describes ${position}. The file is cut off or damaged; fetch it again.`,
      { file: path, expected: position, got: fileSize },
    )
  return { tensors: new Map(list.map((entry) => [entry.name, entry])), metadata: textRecord(metadata, path) }
}

/** The error for a tensor in `path` of which `problem` is true. */
export function tensorError(path: string, tensor: string, problem: string): LabError {
  return new LabError('tensor', `Tensor "${tensor}" in ${path} ${problem}.`, { file: path, tensor })
}

function parseEntry(name: string, entry: unknown, path: string, dataStart: number): TensorEntry {
  if (!isRecord(entry)) throw tensorError(path, name, 'is not described by an object')
  const { dtype, shape, data_offsets: offsets } = entry
  if (typeof dtype !== 'string' || !Object.hasOwn(elementSizes, dtype))
    throw tensorError(path, name, `has the data type ${JSON.stringify(dtype)}, which Lathe does not know`)
  if (!isSizes(shape)) throw tensorError(path, name, 'has no shape of whole numbers')
  if (!isSizes(offsets) || offsets.length !== 2) throw tensorError(path, name, 'has no pair of data offsets')
  const [start, end] = offsets as [number, number]
  const bytes = elementCount(shape) * elementSizes[dtype as Dtype]
  if (end - start !== bytes)
    throw tensorError(path, name, `needs ${bytes} bytes for its shape [${shape}] but takes ${end - start}`)
  return { name, dtype: dtype as Dtype, shape, start: dataStart + start, end: dataStart + end }
}

function jsonObject(text: string, path: string): Record<string, unknown> {
  const damaged = 'its header is no JSON object. It is damaged or not a safetensors file'
  try {
    const value: unknown = JSON.parse(text)
    if (isRecord(value)) return value
  } catch (cause) {
    throw new LabError('file', `${path} cannot be read: ${damaged}.`, { file: path }, cause)
  }
  throw new LabError('file', `${path} cannot be read: ${damaged}.`, { file: path })
}

function textRecord(value: unknown, path: string): Record<string, string> {
  if (value === undefined) return {}
  if (isRecord(value) && Object.values(value).every((item) => typeof item === 'string'))
    return value as Record<string, string>
  throw new LabError('file', `${path} cannot be read: its metadata is not text. The file is damaged.`, {
    file: path,
  })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0)
}
