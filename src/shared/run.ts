// A run as plain JSON. The same JSON and seed give the same numbers on the same machine, bit for bit.
import { z } from 'zod'

/** A choice on one axis (objective, tuning or exit): its id and its own options, checked by that axis value's schema. */
export const axisChoice = z.object({
  id: z.string(),
  options: z.record(z.string(), z.unknown()).default({}),
})
export type AxisChoice = z.infer<typeof axisChoice>

/** A tuning, or two together: what each trains is trained, in one graph. */
export const tuningChoice = axisChoice.extend({ and: axisChoice.optional() })
export type TuningChoice = z.infer<typeof tuningChoice>

/** How the rows are divided. Given files win; what is missing is taken from train, stratified by label. */
export const splitOptions = z.object({
  dev: z.number().min(0).max(0.9).default(0.1).meta({
    title: 'Validation share',
    description:
      'Share of the training rows held out to choose the best checkpoint. More rows make the choice surer but leave fewer to learn from.',
  }),
  test: z
    .number()
    .min(0)
    .max(0.9)
    .default(0)
    .meta({ title: 'Test share', description: 'Share of the training rows kept aside until the very end.' }),
  shots: z.number().int().min(0).max(4096).default(0).meta({
    title: 'Shots per class',
    description: 'Train on only K rows per class (and validate on K more). 0 uses all rows.',
  }),
  seed: z
    .number()
    .int()
    .default(13)
    .meta({ title: 'Split seed', description: 'Another seed gives another random division of the rows.' }),
})
export type SplitOptions = z.infer<typeof splitOptions>

export const trainingOptions = z.object({
  epochs: z.number().positive().max(10_000).default(3).meta({
    title: 'Epochs',
    description:
      'How often every training row is seen. More epochs fit the rows better, and past some point only those rows.',
  }),
  steps: z
    .number()
    .int()
    .min(0)
    .default(0)
    .meta({ title: 'Steps', description: 'Optimizer steps; 0 goes by epochs.' }),
  batch: z.number().int().min(1).max(4096).default(16).meta({
    title: 'Batch size',
    description: 'Rows per optimizer step. Larger batches give smoother but fewer steps.',
  }),
  learningRate: z.number().min(0).max(10).nullable().default(null).meta({
    title: 'Learning rate',
    description:
      'Size of each step. Too large diverges, too small learns slowly. Empty takes the method’s own default.',
  }),
  schedule: z
    .enum(['linear', 'cosine', 'constant'])
    .default('linear')
    .meta({ title: 'Schedule', description: 'How the learning rate falls after warm-up.' }),
  warmup: z
    .number()
    .min(0)
    .max(1)
    .default(0.06)
    .meta({ title: 'Warm-up', description: 'Share of the steps in which the learning rate rises from 0.' }),
  weightDecay: z.number().min(0).max(1).default(0.01).meta({
    title: 'Weight decay',
    description:
      'Pull of every weight (not of biases and layer norms) towards 0 (AdamW). Larger regularises more.',
  }),
  clip: z.number().min(0).default(1).meta({
    title: 'Gradient clipping',
    description: 'Largest allowed norm of the whole gradient; 0 is off.',
  }),
  dropout: z.number().min(0).max(0.9).nullable().default(null).meta({
    title: 'Dropout',
    description: 'Share of activations switched off at random while training. Empty takes the model’s own.',
  }),
  maxLength: z.number().int().min(8).max(8192).default(128).meta({
    title: 'Longest text (tokens)',
    description:
      'Texts are cut after this many tokens; a language model reads them in blocks of this length. Longer keeps more text and costs more time.',
  }),
  microTokens: z.number().int().min(32).default(512).meta({
    title: 'Tokens per micro-batch',
    description:
      'A batch runs in pieces of about this many tokens; it changes speed and memory, not the result.',
  }),
  evaluateEvery: z.number().int().min(0).default(0).meta({
    title: 'Evaluate every (steps)',
    description: 'Steps between two looks at the validation rows; 0 looks after each epoch.',
  }),
  patience: z.number().int().min(0).default(0).meta({
    title: 'Patience',
    description: 'Stop after this many evaluations without improvement; 0 never stops early.',
  }),
  checkpointEvery: z.number().int().min(1).default(100).meta({
    title: 'Checkpoint every (steps)',
    description: 'Steps between two safety copies, from which a killed run continues.',
  }),
  scoreTest: z.boolean().default(true).meta({
    title: 'Score the test rows',
    description: 'Off leaves the test rows alone, for a run that only helps to choose.',
  }),
})
export type TrainingOptions = z.infer<typeof trainingOptions>

export const deviceNames = ['auto', 'cpu', 'webgpu', 'cuda', 'dml', 'coreml'] as const
export type DeviceName = (typeof deviceNames)[number]

/** Everything that decides a run's numbers. */
export const runSpec = z.object({
  name: z.string().max(200).default(''),
  dataset: z.string().meta({ description: 'Dataset id' }),
  model: z.string().meta({ description: 'Model id' }),
  start: z
    .string()
    .default('')
    .meta({ description: 'Id of the run whose trained weights this one starts from; empty starts anew' }),
  split: splitOptions.prefault({}),
  objective: axisChoice.default({ id: 'classify', options: {} }),
  tuning: tuningChoice.default({ id: 'lora', options: {} }),
  exit: axisChoice.default({ id: 'none', options: {} }),
  training: trainingOptions.prefault({}),
  seed: z.number().int().default(13),
  device: z.enum(deviceNames).default('auto'),
  threads: z
    .number()
    .int()
    .min(0)
    .max(256)
    .default(0)
    .meta({ title: 'Threads', description: 'CPU threads for training; 0 uses one per core.' }),
})
export type RunSpec = z.infer<typeof runSpec>
export type RunSpecInput = z.input<typeof runSpec>

export const runStates = ['queued', 'running', 'stopping', 'stopped', 'done', 'failed'] as const
/** `stopped` kept a usable checkpoint and can be continued, as can `failed` where one exists. */
export type RunState = (typeof runStates)[number]

/** The splits of a dataset. */
export const splitNames = ['train', 'dev', 'test'] as const
export type SplitName = (typeof splitNames)[number]

/** Scores of one evaluation. Absent where the task does not define them. */
export const scores = z.object({
  loss: z.number(),
  examples: z.number(),
  /** e^loss of a language model: among how many tokens it hesitates, in a manner of speaking. */
  perplexity: z.number().optional(),
  accuracy: z.number().optional(),
  macroF1: z.number().optional(),
  matthews: z.number().optional(),
  pearson: z.number().optional(),
  spearman: z.number().optional(),
  perClass: z
    .array(
      z.object({
        label: z.string(),
        precision: z.number(),
        recall: z.number(),
        f1: z.number(),
        support: z.number(),
      }),
    )
    .optional(),
  /** confusion[t][p]: rows of true class t that were predicted as p. */
  confusion: z.array(z.array(z.number())).optional(),
})
export type Scores = z.infer<typeof scores>

/** One number of a live curve. `series` is e.g. train/loss, train/learningRate, dev/accuracy. */
export const point = z.object({
  series: z.string(),
  step: z.number(),
  epoch: z.number(),
  seconds: z.number(),
  value: z.number(),
})
export type Point = z.infer<typeof point>

/** Where a run stands, sent with every batch of points. */
export const progress = z.object({
  step: z.number(),
  steps: z.number(),
  epoch: z.number(),
  epochs: z.number(),
  seconds: z.number(),
  secondsLeft: z.number().nullable(),
  tokensPerSecond: z.number(),
  memoryBytes: z.number(),
  phase: z.string().meta({ description: 'A few words for people: "Tokenizing", "Training", "Evaluating"' }),
})
export type Progress = z.infer<typeof progress>

/** What a finished (or stopped) run leaves behind. */
export const runResult = z.object({
  scores: z.partialRecord(z.enum(splitNames), scores),
  /** Of every layer, first layer first, where inner layers answer as well. */
  layers: z.partialRecord(z.enum(splitNames), z.array(scores)).optional(),
  /** The series that chose the best checkpoint, e.g. dev/accuracy, its best value and the step it was seen at. */
  best: z.object({ series: z.string(), value: z.number(), step: z.number() }).nullable(),
  steps: z.number(),
  trainableParameters: z.number(),
  totalParameters: z.number(),
  tokensPerSecond: z.number(),
  seconds: z.number(),
  peakMemoryBytes: z.number(),
  /** Measured at the end by runs of a ladder: one text at a time, and 32 together. */
  speed: z.object({ millisecondsPerText: z.number(), textsPerSecond: z.number() }).optional(),
  /** On disk, of the weights that are kept of the run. */
  keptBytes: z.number().optional(),
  device: z.string(),
})
export type RunResult = z.infer<typeof runResult>

/** One row's prediction: probabilities for a class, a number for regression. */
export const prediction = z.object({
  row: z.number(),
  text: z.string(),
  pair: z.string().optional(),
  label: z.string(),
  predicted: z.string(),
  confidence: z.number().meta({ description: 'Probability of the predicted class; for regression, 0' }),
  loss: z.number(),
})
export type Prediction = z.infer<typeof prediction>

/** What a run scores on a dataset that it did not learn from. */
export const outOfDomain = z.object({
  dataset: z.string(),
  datasetName: z.string(),
  split: z.enum(splitNames),
  mapping: z
    .record(z.string(), z.string().nullable())
    .meta({ description: 'Which label of the run each label stands for; null leaves its rows out' }),
  leftOut: z
    .array(z.object({ label: z.string(), rows: z.number() }))
    .meta({ description: 'Rows that were not scored, by their label' }),
  scores,
  at: z.string(),
})
export type OutOfDomain = z.infer<typeof outOfDomain>
