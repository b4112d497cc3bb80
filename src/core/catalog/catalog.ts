// The three axes as the window and the command line see them.
import { z } from 'zod'
import type { AxisValue, ExitValue, ObjectiveValue, TuningValue } from '../../shared/axes.ts'
import { exits } from '../exits/index.ts'
import { objectives } from '../objectives/index.ts'
import { tunings } from '../tuning/index.ts'

interface Described {
  readonly id: string
  readonly title: string
  readonly summary: string
  readonly claim: string
  readonly learningRate?: number
  readonly schema: z.ZodType
}

/** Every value of every axis, its options as a JSON Schema. */
export function catalog(): {
  objectives: ObjectiveValue[]
  tunings: Omit<TuningValue, 'exports'>[]
  exits: ExitValue[]
} {
  return {
    objectives: objectives.map((one) => ({
      ...describe(one),
      dataset: one.kind === 'rows' ? one.dataset : null,
      softLabels: one.kind === 'rows' && one.softLabels === true,
      languageModel: one.kind === 'tokens' ? one.languageModel : null,
      tuning: one.tuning,
    })),
    tunings: tunings.map((one) => ({ ...describe(one), alone: one.alone ?? null, idle: one.idle === true })),
    exits: exits.map((one) => {
      const phases = one.training?.(one.schema.parse({})).phases ?? []
      return { ...describe(one), teaches: phases.some(({ temperature }) => temperature !== undefined) }
    }),
  }
}

function describe({ id, title, summary, claim, learningRate = 0, schema }: Described): AxisValue {
  return { id, title, summary, claim, learningRate, schema: z.toJSONSchema(schema, { io: 'input' }) }
}
