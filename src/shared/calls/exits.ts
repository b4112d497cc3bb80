// Runs whose layers answer: which layer said what, and when a text may leave.
import { z } from 'zod'
import { exitAnswer, exitTimes, layeredRows } from '../exits/answers.ts'
import { exitRule } from '../exits/rules.ts'
import { splitNames } from '../run.ts'

export const exitsCalls = {
  /** Asks a run with exits: texts leave as soon as `rule` lets them; without one all go through every layer. */
  'exits.answer': {
    input: z.object({
      id: z.string(),
      texts: z
        .array(z.object({ text: z.string(), pair: z.string().optional() }))
        .min(1)
        .max(100),
      rule: exitRule.nullable(),
      measure: z.boolean().default(false).meta({
        description: 'Whether to measure the rule against all layers, by asking both ways several times',
      }),
    }),
    output: z.object({
      milliseconds: z.number(),
      layers: z.number(),
      answers: z.array(exitAnswer).meta({ description: 'In the order of `texts`' }),
      times: exitTimes.nullable().meta({ description: 'Null where nothing was measured' }),
    }),
  },
  /** What every layer said of the rows of a split when the run ended. */
  'exits.layers': {
    input: z.object({ id: z.string(), split: z.enum(splitNames) }),
    output: layeredRows,
  },
} as const
