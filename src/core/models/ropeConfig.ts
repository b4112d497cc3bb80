// How a config.json describes rotary positions: the base, and a scaling for texts longer than those of pre-training.
import { z } from 'zod'
import { LabError } from '../../shared/labError.ts'
import { rotaryFrequencies } from './rotary.ts'

const scalingFields = z.object({
  /** Older files call it "type". */
  rope_type: z.string().optional(),
  type: z.string().optional(),
  rope_theta: z.number().positive().optional(),
  partial_rotary_factor: z.literal(1).optional(),
  factor: z.number().positive().optional(),
  low_freq_factor: z.number().positive().optional(),
  high_freq_factor: z.number().positive().optional(),
  original_max_position_embeddings: z.number().positive().optional(),
})
type Scaling = z.infer<typeof scalingFields>

/** `rope_parameters` is what transformers writes since version 5, the other two what it wrote before. */
export const ropeFields = {
  rope_theta: z.number().positive().default(10_000),
  rope_scaling: scalingFields.nullish(),
  rope_parameters: scalingFields.nullish(),
}
type RopeConfig = z.infer<z.ZodObject<typeof ropeFields>>

/** The angles per token that `config` asks for, for heads of `size`. Throws `model` for a scaling that Lathe does not know. */
export function ropeFrequencies(config: RopeConfig, size: number): number[] {
  const scaling = config.rope_parameters ?? config.rope_scaling ?? {}
  const type = scaling.rope_type ?? scaling.type ?? 'default'
  const scale = Object.hasOwn(scalings, type) ? scalings[type] : undefined
  if (!scale)
    throw new LabError(
      'model',
      `The model scales its rotary positions by "${type}". Lathe knows ${Object.keys(scalings).join(', ')}.`,
      { scaling: type },
    )
  return scale(rotaryFrequencies(size, scaling.rope_theta ?? config.rope_theta), scaling)
}

const scalings: { readonly [type: string]: (frequencies: number[], scaling: Scaling) => number[] } = {
  default: (frequencies) => frequencies,
  // All positions closer together
  linear: (frequencies, scaling) => frequencies.map((f) => f / given(scaling, 'factor')),
  // Llama 3.1: what turns often within the old length stays, what turns seldom slows down, a blend in between
  llama3: (frequencies, scaling) => {
    const [factor, low, high, length] = (
      ['factor', 'low_freq_factor', 'high_freq_factor', 'original_max_position_embeddings'] as const
    ).map((name) => given(scaling, name)) as [number, number, number, number]
    return frequencies.map((f) => {
      const turns = (length * f) / (2 * Math.PI)
      const kept = Math.min(1, Math.max(0, (turns - low) / (high - low)))
      return kept * f + ((1 - kept) * f) / factor
    })
  },
}

function given<K extends keyof Scaling>(scaling: Scaling, name: K): NonNullable<Scaling[K]> {
  const value = scaling[name]
  if (value != null) return value
  throw new LabError('model', `The model’s scaling of rotary positions lacks ${name} in its config.json.`, {
    name,
  })
}
