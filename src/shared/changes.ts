// What fine-tuning changed: the hidden states of the same texts before and after, layer by layer.
import { z } from 'zod'
import { splitNames } from './run.ts'

/** Points of the rows on a map, in the rows' order. */
const points = z.array(z.tuple([z.number(), z.number()]))
/** One map for both sides: the same axes, so that the two can be laid over each other. */
const map = z.object({ before: points, after: points })
export type StateMap = z.infer<typeof map>

export const layerChange = z.object({
  cosineDistance: z.number().meta({ description: 'Mean over the rows of 1 - cos(before, after)' }),
  relativeL2: z.number().meta({ description: 'Length of the difference as a share of the length before' }),
  cka: z.number().meta({ description: 'Linear CKA of before and after; 1 for the same geometry' }),
  separation: z.object({ before: z.number(), after: z.number() }).nullable().meta({
    description: 'Share of the rows that lie nearest to their own class’s centre, the row left out',
  }),
  variance: z.number().meta({ description: 'Share of all variance that the two axes of the PCA hold' }),
  maps: z.object({ pca: map, umap: map }),
})
export type LayerChange = z.infer<typeof layerChange>

/** What is read of a row: one of its tokens, or the mean of all. */
export const stateReads = ['first', 'last', 'mean'] as const
export type StateReads = (typeof stateReads)[number]

export const hiddenChange = z.object({
  version: z.literal(1),
  weights: z.string().meta({ description: 'Which weights were compared; others make it out of date' }),
  split: z.enum(splitNames),
  classes: z.array(z.string()),
  rows: z.array(
    z.object({
      row: z.number(),
      text: z.string(),
      pair: z.string().optional(),
      label: z.string().optional(),
      class: z.number().nullable().meta({ description: 'Index among `classes`' }),
    }),
  ),
  /** First what a head reads; the embeddings come before the layers. */
  views: z.array(z.object({ reads: z.enum(stateReads), layers: z.array(layerChange) })).min(1),
})
export type HiddenChange = z.infer<typeof hiddenChange>
