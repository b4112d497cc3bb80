// Values of tensors, and the little arithmetic that merging needs.
import { LabError } from '../../../shared/labError.ts'
import { elementCount } from '../../files/safetensorsHeader.ts'
import type { TensorSource } from '../../files/safetensorsWriter.ts'

/** The values of a tensor, made now if they are not there yet. @throws LabError('export') when they do not fill its shape. */
export async function valuesOf({ name, shape, data }: TensorSource): Promise<Float32Array> {
  const values = typeof data === 'function' ? await data() : data
  if (values.length === elementCount(shape)) return values
  throw new LabError('export', `"${name}" has ${values.length} values, which do not fill [${shape}].`, {
    tensor: name,
  })
}

/** The transpose of x [n, columns]. */
export function transpose(x: Float32Array, columns: number): Float32Array {
  const rows = x.length / columns
  return x.map((_, i) => x[(i % rows) * columns + Math.floor(i / rows)]!)
}
