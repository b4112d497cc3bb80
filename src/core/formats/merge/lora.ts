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

/** Whether a tensor is LoRA's, DoRA's magnitudes included, by Lathe's name or PEFT's. */
export const isLora = (name: string): boolean => parseLoraName(name) !== null || name.endsWith(magnitude(''))

const magnitude = (module: string): string => `${module}.lora_magnitude_vector`

/**
 * `tensors` with every LoRA pair folded into its module's weight: W + s B A, or its transpose; with DoRA every output's row of
 * that sum brought to its length. Each sum is made when it is asked for.
 * @throws LabError('export') for half a pair, or one without its module.
 */
export const mergeLora: Merge = (tensors, options, { fanInFanOut = false }) => {
  const { rank, alpha, rsLora, dora } = lora.schema.parse(options)
  const scale = loraScale(rank, alpha, rsLora)
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]))
  for (const name of byName.keys()) checkWhole(byName, name)
  return tensors
    .filter(({ name }) => !isLora(name))
    .map((tensor) => {
      const module = tensor.name.replace(/\.weight$/, '')
      const [a, b] = [byName.get(loraName(module, 'A')), byName.get(loraName(module, 'B'))]
      if (!a || !b) return tensor
      const lengths = byName.get(magnitude(module))
      if (dora && !lengths)
        throw new LabError('export', `"${magnitude(module)}" is missing, so DoRA cannot be merged.`, {
          tensor: magnitude(module),
        })
      const data = async (): Promise<Float32Array> => {
        const [w, narrow, wide] = [await valuesOf(tensor), await valuesOf(a), await valuesOf(b)]
        // (B A)^T = A^T B^T
        const sum = fanInFanOut
          ? addLora(w, transpose(wide, rank), transpose(narrow, a.shape[1]!), rank, scale)
          : addLora(w, narrow, wide, rank, scale)
        return dora ? withLengths(sum, await valuesOf(lengths!), fanInFanOut) : sum
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

/** V with the weights of each output brought to its length: V [out, in], or [in, out]. */
function withLengths(v: Float32Array, lengths: Float32Array, transposed: boolean): Float32Array {
  const inputs = v.length / lengths.length
  const output = (i: number): number => (transposed ? i % lengths.length : Math.floor(i / inputs))
  const squares = new Float64Array(lengths.length)
  v.forEach((x, i) => (squares[output(i)]! += x * x))
  return v.map((x, i) => (x * lengths[output(i)]!) / Math.sqrt(squares[output(i)]!))
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
