// LoRA's settings in PEFT's terms, and the weights that an adapter stands for.
import { elementCount } from '../files/safetensorsHeader.ts'
import type { TensorSource } from '../files/safetensorsWriter.ts'
import { loraScale } from '../tuning/lora.ts'
import { LabError } from '../../shared/labError.ts'

export interface LoraSettings {
  readonly rank: number
  readonly alpha: number
  readonly dropout: number
  /** Scale alpha / sqrt(rank) instead of alpha / rank. */
  readonly rsLora: boolean
  /** Whether the adapted weights are stored [in, out]. */
  readonly fanInFanOut: boolean
}

/** "x.query.lora_A.weight" as its module and matrix; null for the name of any other tensor. */
export function parseLoraName(name: string): { module: string; matrix: 'A' | 'B' } | null {
  const match = /^(.+)\.lora_([AB])\.weight$/.exec(name)
  return match ? { module: match[1]!, matrix: match[2] as 'A' | 'B' } : null
}

const loraName = (module: string, matrix: 'A' | 'B'): string => `${module}.lora_${matrix}.weight`

/**
 * `tensors` with every LoRA pair folded into its module's weight: W + s B A, or its transpose. Each sum is made when it is asked for.
 * @throws LabError('export') for half a pair, or one without settings or without its module.
 */
export function mergeLora(tensors: Iterable<TensorSource>, settings: LoraSettings | null): TensorSource[] {
  const byName = new Map([...tensors].map((tensor) => [tensor.name, tensor]))
  for (const name of byName.keys()) {
    const pair = parseLoraName(name)
    if (pair === null) continue
    const partner = loraName(pair.module, pair.matrix === 'A' ? 'B' : 'A')
    if (settings === null || !byName.has(partner) || !byName.has(`${pair.module}.weight`))
      throw new LabError(
        'export',
        `"${name}" cannot be merged: LoRA's settings, "${partner}" or "${pair.module}.weight" is missing.`,
        { tensor: name },
      )
  }
  return [...byName.values()]
    .filter(({ name }) => parseLoraName(name) === null)
    .map((tensor) => {
      const module = tensor.name.replace(/\.weight$/, '')
      const [a, b] = [byName.get(loraName(module, 'A')), byName.get(loraName(module, 'B'))]
      if (!a || !b || !settings) return tensor
      const { rank, alpha, rsLora, fanInFanOut } = settings
      const scale = loraScale(rank, alpha, rsLora)
      const data = async (): Promise<Float32Array> => {
        const [w, narrow, wide] = [await valuesOf(tensor), await valuesOf(a), await valuesOf(b)]
        // (B A)^T = A^T B^T
        if (fanInFanOut) return addLora(w, transpose(wide, rank), transpose(narrow, a.shape[1]!), rank, scale)
        return addLora(w, narrow, wide, rank, scale)
      }
      return { ...tensor, data }
    })
}

/** The values of a tensor, made now if they are not there yet. */
export async function valuesOf({ name, shape, data }: TensorSource): Promise<Float32Array> {
  const values = typeof data === 'function' ? await data() : data
  if (values.length === elementCount(shape)) return values
  throw new LabError('export', `"${name}" has ${values.length} values, which do not fill [${shape}].`, {
    tensor: name,
  })
}

/** The transpose of x [n, columns]. */
function transpose(x: Float32Array, columns: number): Float32Array {
  const rows = x.length / columns
  return x.map((_, i) => x[(i % rows) * columns + Math.floor(i / rows)]!)
}

/** W + scale B A for W [out, in], A [rank, in], B [out, rank], summed in double precision. */
function addLora(
  w: Float32Array,
  a: Float32Array,
  b: Float32Array,
  rank: number,
  scale: number,
): Float32Array {
  const into = a.length / rank
  const result = new Float32Array(w.length)
  const row = new Float64Array(into)
  for (let start = 0, o = 0; start < w.length; start += into, o++) {
    row.fill(0)
    for (let r = 0; r < rank; r++) {
      const factor = scale * b[o * rank + r]!
      for (let i = 0; i < into; i++) row[i]! += factor * a[r * into + i]!
    }
    for (let i = 0; i < into; i++) result[start + i] = w[start + i]! + row[i]!
  }
  return result
}
