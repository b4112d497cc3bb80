// Runs: planned, trained, looked at, asked, scored and exported.
import { z } from 'zod'
import { done, id, nothing, page } from './parts.ts'
import { exitRule } from '../exits/rules.ts'
import { exportFormats, exportResult } from '../exports.ts'
import { fileRef } from '../host.ts'
import { outOfDomain, point, prediction, progress, runSpec, splitNames } from '../run.ts'
import { runInfo, runPlan, runProbe } from '../runInfo.ts'

/** The most runs that one call asks for the labels of texts. */
export const runsPerPrediction = 32

export const runsCalls = {
  'runs.plan': { input: z.object({ spec: runSpec }), output: runPlan },
  'runs.probe': { input: z.object({ spec: runSpec }), output: runProbe },
  'runs.start': { input: z.object({ spec: runSpec }), output: runInfo },
  'runs.stop': { input: id, output: runInfo },
  'runs.continue': {
    input: z.object({ id: z.string(), moreEpochs: z.number().min(0).default(0) }),
    output: runInfo,
  },
  'runs.list': { input: nothing, output: z.array(runInfo) },
  'runs.get': { input: id, output: runInfo },
  // Scores the run on a dataset that it did not learn from, and keeps the result with the run; null where it was stopped.
  'runs.evaluate': {
    input: z.object({
      id: z.string(),
      dataset: z.string(),
      split: z
        .enum(splitNames)
        .optional()
        .meta({ description: 'Without one, the test file, else the validation file, else all rows' }),
      mapping: outOfDomain.shape.mapping
        .optional()
        .meta({ description: 'Without one, what labelMapping.ts offers' }),
    }),
    output: outOfDomain.nullable(),
  },
  // What the run can be scored on, and the scoring under way.
  'runs.scoring': {
    input: id,
    output: z.object({
      labels: z
        .array(z.string())
        .meta({ description: 'Those that the run knows; none where it gives numbers' }),
      pairs: z
        .boolean()
        .nullable()
        .meta({ description: 'Whether it reads pairs of texts; null where nobody knows' }),
      working: z
        .object({
          dataset: z.string(),
          progress: progress.nullable().meta({ description: 'Once it has said something' }),
        })
        .nullable(),
    }),
  },
  'runs.stopScoring': { input: id, output: done },
  'runs.rename': { input: z.object({ id: z.string(), name: z.string().max(200) }), output: done },
  'runs.delete': { input: id, output: done },
  'runs.restore': { input: id, output: done },
  'runs.series': {
    input: z.object({
      id: z.string(),
      series: z.array(z.string()).optional(),
      buckets: z.number().int().min(10).max(4000).default(1000),
      afterStep: z.number().default(-1),
    }),
    output: z.record(z.string(), z.array(point)),
  },
  'runs.log': { input: id, output: z.object({ text: z.string() }) },
  'runs.predictions': {
    input: z.object({
      id: z.string(),
      split: z.enum(splitNames),
      label: z.string().optional(),
      predicted: z.string().optional(),
      order: z.enum(['row', 'loss', 'confidence']).default('loss'),
      ...page,
    }),
    output: z.object({ total: z.number(), rows: z.array(prediction) }),
  },
  /** Asks runs for the labels of texts. Runs on the same model go through it together where their methods allow it. */
  'runs.predict': {
    input: z.object({
      ids: z.array(z.string()).min(1).max(runsPerPrediction),
      texts: z
        .array(z.object({ text: z.string(), pair: z.string().optional() }))
        .min(1)
        .max(100),
    }),
    output: z.object({
      milliseconds: z.number(),
      /** How often the texts went through a model. */
      passes: z.number(),
      /** In the order of `ids`; the predictions in that of `texts`. */
      answers: z.array(
        z.object({
          id: z.string(),
          predictions: z.array(
            z.object({
              predicted: z.string(),
              probabilities: z.array(z.object({ label: z.string(), probability: z.number() })),
              value: z.number().nullable(),
            }),
          ),
        }),
      ),
    }),
  },
  /** Asks a run about every row of a file. Null where it was stopped. One file of a run at a time. */
  'runs.predictFile': {
    input: z.object({
      id: z.string(),
      file: fileRef,
      roles: z.object({ text: z.string(), pair: z.string().nullable() }),
      rule: exitRule.nullable().meta({ description: 'For runs with exits: when a text leaves' }),
    }),
    output: z
      .object({
        csv: z.string().meta({ description: 'The predictions with a header, as lathe predict writes them' }),
        rows: z.number(),
        milliseconds: z.number(),
        layers: z
          .object({ mean: z.number(), all: z.number() })
          .nullable()
          .meta({ description: 'Layers that a text went through on average; null where none could leave' }),
      })
      .nullable(),
  },
  'runs.stopPredicting': { input: id, output: done },
  'runs.export': {
    input: z.object({
      id: z.string(),
      format: z.enum(exportFormats),
      folder: z.string().optional(),
      exit: exitRule.optional().meta({
        description:
          'When texts leave a set of layers unless its user asks for another rule; chosen from the validation rows where it is missing',
      }),
    }),
    output: exportResult,
  },
} as const
