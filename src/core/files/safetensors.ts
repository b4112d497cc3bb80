// Reads tensors from a safetensors file: the header at once, each tensor's bytes when asked for.
import { open, type FileHandle } from 'node:fs/promises'
import { LabError } from '../../shared/labError.ts'
import {
  elementCount,
  elementSize,
  largestHeader,
  parseHeader,
  tensorError,
  type Header,
  type TensorEntry,
} from './safetensorsHeader.ts'

export type { Dtype, TensorEntry } from './safetensorsHeader.ts'

/** Named tensors on disk: one safetensors file, or a checkpoint of several. */
export interface SafetensorsFile extends Header {
  readonly path: string
  /**
   * Fills `target` with a tensor's values as float32 (F64, F16 and BF16 are converted). `target` has exactly the
   * tensor's number of elements and may be a view on shared memory.
   * @throws LabError('tensor') when there is no such tensor, its size differs or it holds no floats.
   */
  readInto(name: string, target: Float32Array): Promise<void>
  close(): Promise<void>
}

/**
 * Opens a safetensors file and checks its header; no tensor is read yet.
 * @throws LabError('file') when the file is missing, damaged or of another kind; LabError('tensor') for a false entry.
 */
export async function openSafetensors(path: string): Promise<SafetensorsFile> {
  const file = await open(path).catch((cause: unknown) => {
    throw new LabError(
      'file',
      `${path} cannot be opened. Check that it exists and may be read.`,
      { file: path },
      cause,
    )
  })
  try {
    const header = await readHeader(file, path)
    return {
      path,
      ...header,
      readInto: (name, target) => readTensor(file, path, header.tensors.get(name), name, target),
      close: () => file.close(),
    }
  } catch (thrown) {
    await file.close()
    throw thrown
  }
}

async function readHeader(file: FileHandle, path: string): Promise<Header> {
  const { size } = await file.stat()
  const prefix = new Uint8Array(8)
  if (size >= 8) await readExactly(file, path, prefix, 0)
  const length = new DataView(prefix.buffer).getBigUint64(0, true)
  if (length < 2n || length > largestHeader || Number(length) + 8 > size)
    throw new LabError(
      'file',
      `${path} is not a safetensors file, or it is cut off: it has ${size} bytes and announces a header of ${length}.`,
      { file: path, size },
    )
  const text = new Uint8Array(Number(length))
  await readExactly(file, path, text, 8)
  return parseHeader(new TextDecoder().decode(text), path, 8 + text.length, size)
}

async function readTensor(
  file: FileHandle,
  path: string,
  entry: TensorEntry | undefined,
  name: string,
  target: Float32Array,
): Promise<void> {
  if (entry === undefined) throw tensorError(path, name, 'does not exist')
  const count = elementCount(entry.shape)
  if (count !== target.length)
    throw tensorError(
      path,
      name,
      `has shape [${entry.shape}], ${count} values, where ${target.length} are expected`,
    )
  if (entry.dtype === 'F32') {
    const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength)
    return readExactly(file, path, bytes, entry.start)
  }
  const decode = decoders[entry.dtype]
  if (decode === undefined)
    throw tensorError(
      path,
      name,
      `holds ${entry.dtype} values; only F32, F16, BF16 and F64 can be read as weights`,
    )
  // A bounce buffer of its own also aligns the values, which the format does not promise.
  const size = elementSize(entry.dtype)
  const step = Math.min(count, 1 << 20)
  const bounce = new Uint8Array(step * size)
  for (let done = 0; done < count; done += step) {
    const part = Math.min(step, count - done)
    await readExactly(file, path, bounce.subarray(0, part * size), entry.start + done * size)
    decode(bounce.buffer, target.subarray(done, done + part))
  }
}

const decoders: Readonly<Record<string, (bytes: ArrayBuffer, target: Float32Array) => void>> = {
  F16: (bytes, target) => target.set(new Float16Array(bytes, 0, target.length)),
  F64: (bytes, target) => target.set(new Float64Array(bytes, 0, target.length)),
  // bfloat16 is the upper half of a float32.
  BF16: (bytes, target) => {
    const halves = new Uint16Array(bytes, 0, target.length)
    const words = new Uint32Array(target.buffer, target.byteOffset, target.length)
    for (let i = 0; i < halves.length; i++) words[i] = halves[i]! << 16
  },
}

/** The system may give less than it is asked for (at most 2 GiB at a time), so ask until all is there. */
async function readExactly(
  file: FileHandle,
  path: string,
  target: Uint8Array,
  position: number,
): Promise<void> {
  const most = 1 << 28
  for (let done = 0; done < target.length;) {
    const { bytesRead } = await file.read(target, done, Math.min(most, target.length - done), position + done)
    if (bytesRead === 0)
      throw new LabError('file', `${path} ended while it was read. Fetch it again.`, { file: path })
    done += bytesRead
  }
}
