// peft's rank_pattern and alpha_pattern: layers with a rank and a scale of their own, as one LoRA that has the same of both for all.
import { z } from 'zod'
import { LabError } from '../../../shared/labError.ts'
import type { SafetensorsFile } from '../../files/safetensors.ts'
import { elementCount, type TensorEntry } from '../../files/safetensorsHeader.ts'
import { loraScale } from '../../tuning/lora.ts'
import { parseLoraName } from '../merge/lora.ts'

/** Values for the modules that have a name or end with it; with "^" before it, for the one of that whole name. */
const pattern = <V extends z.ZodType>(value: V) =>
  z
    .record(z.string(), value)
    .refine(
      (values) => Object.keys(values).every((key) => /^\^?[\w.]+$/.test(key)),
      'Lathe reads names of layers there, or the ends of names, and no other patterns',
    )
    .nullish()

export const rankSettings = z.object({
  r: z.number().int().positive().default(8),
  lora_alpha: z.number().positive().default(8),
  use_rslora: z.boolean().default(false),
  rank_pattern: pattern(z.number().int().positive()),
  alpha_pattern: pattern(z.number().positive()),
})
type RankSettings = z.output<typeof rankSettings>

/** The largest rank of all pairs, which Lathe gives each of them. */
export const largestRank = ({ tensors }: SafetensorsFile): number =>
  [...tensors.values()].reduce((largest, { name, shape }) => Math.max(largest, rankOf(name, shape) ?? 1), 1)

/** @throws LabError('tensor') for a pair that has another rank than the settings say. */
export function checkRanks(weights: SafetensorsFile, { r, rank_pattern }: RankSettings): void {
  for (const { name, shape } of weights.tensors.values()) {
    const found = rankOf(name, shape)
    if (found === undefined) continue
    const told = valueOf(rank_pattern, parseLoraName(name)!.module) ?? r
    if (found !== told)
      throw new LabError(
        'tensor',
        `"${name}" has the rank ${found}, and adapter_config.json says r = ${told} for it. The two files do not belong together.`,
        { file: weights.path, tensor: name },
      )
  }
}

/**
 * The pairs with the largest rank each, narrower ones filled up with zeros, and every B times its own scale over the scale that
 * all have then: B A times the scale is the same matrix as before.
 */
export function withOneRank(weights: SafetensorsFile, settings: RankSettings): SafetensorsFile {
  const { lora_alpha, use_rslora, rank_pattern, alpha_pattern } = settings
  if (Object.keys({ ...rank_pattern, ...alpha_pattern }).length === 0) return weights
  const rank = largestRank(weights)
  const wide = ({ name, shape }: TensorEntry): readonly number[] => {
    if (rankOf(name, shape) === undefined) return shape
    return parseLoraName(name)!.matrix === 'A' ? [rank, ...shape.slice(1)] : [...shape.slice(0, -1), rank]
  }
  const readInto = async (name: string, target: Float32Array): Promise<void> => {
    const shape = weights.tensors.get(name)?.shape ?? []
    const own = rankOf(name, shape)
    if (own === undefined) return weights.readInto(name, target)
    const { module, matrix } = parseLoraName(name)!
    const values = new Float32Array(elementCount(shape))
    await weights.readInto(name, values)
    target.fill(0)
    if (matrix === 'A') return target.set(values)
    const scale = loraScale(own, valueOf(alpha_pattern, module) ?? lora_alpha, use_rslora)
    const factor = scale / loraScale(rank, lora_alpha, use_rslora)
    values.forEach((x, i) => (target[Math.floor(i / own) * rank + (i % own)] = factor * x))
  }
  const entries = [...weights.tensors].map(
    ([name, entry]) => [name, { ...entry, shape: wide(entry) }] as const,
  )
  return { ...weights, tensors: new Map(entries), readInto }
}

/** The rank of a matrix A [rank, in] or B [out, rank]; nothing for other tensors. */
function rankOf(name: string, shape: readonly number[]): number | undefined {
  const pair = parseLoraName(name)
  return pair === null ? undefined : (shape[pair.matrix === 'A' ? 0 : 1] ?? 0)
}

function valueOf(
  values: Readonly<Record<string, number>> | null | undefined,
  module: string,
): number | undefined {
  const key = Object.keys(values ?? {}).find((key) =>
    key.startsWith('^') ? module === key.slice(1) : `.${module}`.endsWith(`.${key}`),
  )
  return key === undefined ? undefined : values![key]
}
