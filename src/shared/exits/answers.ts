// What a run with exits says of texts, layer by layer, as clients see it.
import { z } from 'zod'

const predicted = {
  predicted: z.string(),
  probabilities: z.array(z.object({ label: z.string(), probability: z.number() })),
  value: z.number().nullable(),
}

/** What one layer says of a text. */
export const layerSaid = z.object({
  ...predicted,
  logits: z.array(z.number()),
  doubt: z
    .number()
    .nullable()
    .meta({ description: 'Learned; before the sigmoid. Null where nobody learned it' }),
})
export type LayerSaid = z.infer<typeof layerSaid>

/** What a run says of a text, and by how many layers. */
export const exitAnswer = z.object({
  ...predicted,
  layer: z.number().meta({ description: 'The layer that the text left at; 0 is the first' }),
  path: z.array(layerSaid).meta({ description: 'Of each layer that it went through' }),
})
export type ExitAnswer = z.infer<typeof exitAnswer>

/** What leaving early spared, measured with the texts at hand. */
export const exitTimes = z.object({
  early: z.number().meta({ description: 'Milliseconds under the rule' }),
  all: z.number().meta({ description: 'Milliseconds by all layers' }),
  last: z.array(layerSaid).meta({ description: 'What the last layer says of each text' }),
})
export type ExitTimes = z.infer<typeof exitTimes>

/** The answers of all layers to the rows of a split, as training left them. */
export const layeredRows = z.object({
  layers: z.number(),
  labels: z.array(z.string()).meta({ description: 'Class names in index order; empty for numbers' }),
  agreement: z.number().meta({ description: 'Numbers that differ by less agree' }),
  rows: z.array(
    z.object({
      row: z.number(),
      text: z.string(),
      pair: z.string().optional(),
      label: z.string(),
      target: z.number().meta({ description: 'Index of the true class, or the true number' }),
      logits: z.array(z.array(z.number())).meta({ description: 'Of each layer' }),
      doubts: z.array(z.number()).meta({ description: 'Of each layer; empty where nobody learned them' }),
    }),
  ),
})
export type LayeredRows = z.infer<typeof layeredRows>
