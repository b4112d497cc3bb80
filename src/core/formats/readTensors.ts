// The tensors of a file, whole and in memory: an adapter's are few.
import type { SafetensorsFile } from '../files/safetensors.ts'
import { elementCount } from '../files/safetensorsHeader.ts'
import type { TensorSource } from '../files/safetensorsWriter.ts'

/** Reads every tensor of an open file as float32 and closes it. */
export async function readTensors(file: SafetensorsFile): Promise<TensorSource[]> {
  try {
    const tensors: TensorSource[] = []
    for (const { name, shape } of file.tensors.values()) {
      const data = new Float32Array(elementCount(shape))
      await file.readInto(name, data)
      tensors.push({ name, shape, data })
    }
    return tensors
  } finally {
    await file.close()
  }
}
