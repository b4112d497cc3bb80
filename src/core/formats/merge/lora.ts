// The weights that LoRA's pairs stand for: W + s B A.
import { LabError } from '../../../shared/labError.ts'
import type { TensorSource } from '../../files/safetensorsWriter.ts'
import { lora, loraScale } from '../../tuning/lora.ts'
import type { Merge } from './index.ts'
import { transpose, valuesOf } from './values.ts'

/** "x.query.lora_A.weight" as its module and matrix; null for the name of any other tensor. */
export function parseLoraName(name: string): { module: string; matrix: 'A' | 'B' } | null {
  const match = /^(.+)\.lora_([AB])\.weight$/.exec(name)
  return match ? { module: match[1]!, matrix: match[2] as 'A' | 'B' } : null
}

const loraName = (module: string, matrix: 'A' | 'B'): string => `${module}.lora_${matrix}.weight`

/**
 * `tensors` with every LoRA pair folded into its module's weight: W + s B A, or its transpose. Each sum is made when it is asked for.
 * @throws LabError('export') for half a pair, or one without its module.
 */
export const mergeLora: Merge = (tensors, options, { fanInFanOut = false }) => {
  const { rank, alpha, rsLora } = lora.schema.parse(options)
  const scale = loraScale(rank, alpha, rsLora)
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]))
  for (const name of byName.keys()) checkWhole(byName, name)
  return tensors
    .filter(({ name }) => parseLoraName(name) === null)
    .map((tensor) => {
      const module = tensor.name.replace(/\.weight$/, '')
      const [a, b] = [byName.get(loraName(module, 'A')), byName.get(loraName(module, 'B'))]
      if (!a || !b) return tensor
      const data = async (): Promise<Float32Array> => {
        const [w, narrow, wide] = [await valuesOf(tensor), await valuesOf(a), await valuesOf(b)]
        // (B A)^T = A^T B^T
        if (fanInFanOut) return addLora(w, transpose(wide, rank), transpose(narrow, a.shape[1]!), rank, scale)
        return addLora(w, narrow, wide, rank, scale)
      }
      return { ...tensor, data }
    })
}

function checkWhole(byName: ReadonlyMap<string, TensorSource>, name: string): void {
  const pair = parseLoraName(name)
  if (pair === null) return
  const partner = loraName(pair.module, pair.matrix === 'A' ? 'B' : 'A')
  const missing = [partner, `${pair.module}.weight`].find((needed) => !byName.has(needed))
  if (missing !== undefined)
    throw new LabError('export', `"${name}" cannot be merged: "${missing}" is missing.`, { tensor: name })
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
