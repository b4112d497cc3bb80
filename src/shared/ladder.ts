// A ladder: the same rows, several methods, several seeds and training sizes. Each rung of it is an ordinary run.
import { z } from 'zod'
import {
  axisChoice,
  deviceNames,
  outOfDomain,
  runResult,
  runStates,
  splitNames,
  splitOptions,
  trainingOptions,
  tuningChoice,
} from './run.ts'

/** Rows of each class to train on, or all that there are. */
export const trainingSize = z.union([z.number().int().min(1).max(4096), z.literal('all')])
export type TrainingSize = z.infer<typeof trainingSize>

/** One method that is compared. */
export const ladderMethod = z.object({
  name: z.string().max(100).default('').meta({
    title: 'Name',
    description:
      'What the table calls it; two methods never share a name. Empty takes the title of its tuning, and its learning rate where two have the same title.',
  }),
  tuning: tuningChoice,
  objective: axisChoice.default({ id: 'classify', options: {} }),
  learningRate: trainingOptions.shape.learningRate,
})
export type LadderMethod = z.infer<typeof ladderMethod>

/** Another dataset that every run is scored on, as `runs.evaluate` does. */
export const ladderElsewhere = z.object({
  dataset: z.string(),
  split: z.enum(splitNames).optional(),
  mapping: outOfDomain.shape.mapping.optional(),
})
export type LadderElsewhere = z.infer<typeof ladderElsewhere>

/** Everything that decides a ladder's numbers. */
export const ladderSpec = z.object({
  name: z.string().max(200).default(''),
  dataset: z.string().meta({ description: 'Dataset id' }),
  model: z.string().meta({ description: 'Model id' }),
  methods: z.array(ladderMethod).min(1).max(40),
  seeds: z.number().int().min(1).max(50).default(5).meta({
    title: 'Seeds',
    description:
      'How often everything is repeated with other rows and other random numbers. Differences can only be told from chance by repeating.',
  }),
  firstSeed: z.number().int().default(13).meta({ title: 'First seed', description: 'The others follow it.' }),
  sizes: z.array(trainingSize).min(1).max(12).default(['all']).meta({
    title: 'Training sizes',
    description: 'Rows of each class to train on; "all" is every training row.',
  }),
  elsewhere: z
    .array(ladderElsewhere)
    .max(10)
    .default([])
    .meta({ title: 'Out of domain', description: 'Other datasets that every run is scored on as well.' }),
  split: splitOptions
    .pick({ dev: true })
    .extend({
      test: splitOptions.shape.test.default(0.2).meta({
        title: 'Test share',
        description: 'Share of the rows kept aside for the table where the dataset has no test file.',
      }),
    })
    .prefault({}),
  training: trainingOptions.omit({ learningRate: true, steps: true }).prefault({}),
  minimumSteps: z.number().int().min(0).max(1_000_000).default(200).meta({
    title: 'At least so many steps',
    description:
      'Few rows make short epochs. A run trains at least this long, so that no method fails merely for want of steps.',
  }),
  keepWeights: z.boolean().default(true).meta({
    title: 'Keep the weights',
    description: 'Without them a run cannot be tried, exported or scored on yet another dataset.',
  }),
  device: z.enum(deviceNames).default('auto'),
  threads: z.number().int().min(0).max(256).default(0),
})
export type LadderSpec = z.infer<typeof ladderSpec>
export type LadderSpecInput = z.input<typeof ladderSpec>

/** The options of a ladder that a form can hold. */
export const ladderOptions = ladderSpec.pick({
  seeds: true,
  firstSeed: true,
  minimumSteps: true,
  keepWeights: true,
})

/** Which rung of which ladder a run is. */
export const rung = z.object({
  ladder: z.string(),
  method: z.number().int().meta({ description: 'Index in the methods of the ladder' }),
  size: trainingSize,
  seed: z.number().int(),
})
export type Rung = z.infer<typeof rung>

/** A rung with what became of it. `result` is there once the run is done. */
export const ladderRun = rung.omit({ ladder: true }).extend({
  run: z.string().nullable().meta({ description: 'Run id; null where the run was deleted or not yet made' }),
  state: z.enum(runStates),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  note: z.string(),
  result: runResult.nullable(),
  outOfDomain: z.array(outOfDomain),
})
export type LadderRun = z.infer<typeof ladderRun>

export const ladderStates = ['running', 'stopped', 'done'] as const
/** `running`: a run trains or waits to. `stopped`: some are missing, and Continue makes them. `done` may hold failed runs. */
export type LadderState = (typeof ladderStates)[number]

export const ladderInfo = z.object({
  id: z.string(),
  number: z.number().meta({ description: '1, 2, 3 ... in order of creation' }),
  name: z.string(),
  created: z.string(),
  state: z.enum(ladderStates),
  spec: ladderSpec.meta({ description: 'The spec with every default filled in' }),
  datasetName: z.string(),
  modelTitle: z.string(),
  elsewhereNames: z.array(z.string()).meta({ description: 'Names of the other datasets, in their order' }),
  testRows: z
    .enum(['file', 'drawn'])
    .meta({ description: 'Whether the test rows are the same for all seeds or drawn anew by each' }),
  majority: z
    .array(z.string())
    .meta({ description: 'The most frequent classes of the training rows; none where rows have numbers' }),
  counts: z.partialRecord(z.enum(runStates), z.number()).meta({ description: 'Runs by state' }),
  total: z.number(),
})
export type LadderInfo = z.infer<typeof ladderInfo>

export const ladderDetails = ladderInfo.extend({ runs: z.array(ladderRun) })
export type LadderDetails = z.infer<typeof ladderDetails>

/** What a ladder would cost, before it starts. Seconds are null where nothing was measured. */
export const ladderPlan = z.object({
  spec: ladderSpec.meta({ description: 'The spec with every default filled in' }),
  runs: z.number(),
  seconds: z.number().nullable(),
  diskBytes: z.number().meta({ description: 'What stays in the end' }),
  passingBytes: z.number().meta({ description: 'What one run at work takes beside that' }),
  basis: z.string().meta({ description: 'A sentence on what the time was reckoned from' }),
  methods: z.array(
    z.object({
      name: z.string(),
      trainableParameters: z.number(),
      totalParameters: z.number(),
      memoryBytes: z.number().nullable(),
      sizes: z
        .array(
          z.object({
            size: trainingSize,
            rows: z.number().meta({ description: 'Training rows' }),
            steps: z.number(),
            seconds: z.number().nullable().meta({ description: 'Of one run' }),
          }),
        )
        .meta({ description: 'In the order of the training sizes' }),
    }),
  ),
  warnings: z.array(z.string()),
})
export type LadderPlan = z.infer<typeof ladderPlan>

/** The seeds of a ladder, in order. */
export function seedsOf({ seeds, firstSeed }: Pick<LadderSpec, 'seeds' | 'firstSeed'>): number[] {
  return Array.from({ length: seeds }, (_, i) => firstSeed + i)
}

/** Every rung in the order of training: a whole round of all methods before the next seed begins. */
export function rungsOf(ladder: string, spec: LadderSpec): Rung[] {
  return seedsOf(spec).flatMap((seed) =>
    spec.sizes.flatMap((size) => spec.methods.map((_, method) => ({ ladder, method, size, seed }))),
  )
}

/** Whether two rungs are the same place on the same ladder. */
export function sameRung(a: Rung, b: Rung): boolean {
  return a.ladder === b.ladder && a.method === b.method && a.size === b.size && a.seed === b.seed
}
