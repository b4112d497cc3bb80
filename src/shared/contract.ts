// Everything the window (or any client) may ask of a host, and everything a host may say unasked.
import { z } from 'zod'
import { combinations } from './combination.ts'
import {
  datasetManifest,
  detectedTable,
  example,
  roles,
  tableOptions,
  tasks,
  tokenReport,
} from './dataset.ts'
import { exitAnswer, exitTimes, layeredRows } from './exits/answers.ts'
import { exitRule } from './exits/rules.ts'
import { hiddenChange } from './changes.ts'
import { continuationScore, generationEnds, generationOptions } from './generation.ts'
import { hubDownload, hubModel, hubModelDetails, hubTasks, hubToken } from './hub.ts'
import { ladderDetails, ladderInfo, ladderPlan, ladderSpec, rung } from './ladder.ts'
import { knownPromptInfo, promptLook, promptQuestion } from './prompts.ts'
import { recipeDetails, recipeInfo, recipeMark, recipeSpec } from './recipe.ts'
import {
  deviceNames,
  outOfDomain,
  point,
  prediction,
  progress,
  runResult,
  runSpec,
  runStates,
  splitNames,
} from './run.ts'

const nothing = z.object({})
const done = z.object({ ok: z.literal(true) })
const id = z.object({ id: z.string() })
const repoRevision = z.object({
  repo: z.string().trim().min(1).max(200),
  revision: z.string().trim().min(1).max(200).default('main'),
})
const page = {
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(500).default(100),
}

/** A JSON Schema (draft 2020-12) made from an option schema: the window draws its form from it. */
const jsonSchema = z.record(z.string(), z.unknown())

/** One value of an axis, as the window shows it. */
export const axisValue = z.object({
  id: z.string(),
  title: z.string(),
  summary: z.string().meta({ description: 'What it trains or does, one line' }),
  claim: z.string().meta({ description: 'What the lecture says of it, one line' }),
  learningRate: z.number().meta({
    description: 'Learning rate for a model of width 768 (see learningRate.ts); 0 where it has none',
  }),
  schema: jsonSchema,
})
export type AxisValue = z.infer<typeof axisValue>

export const exitValue = axisValue.extend({
  teaches: z.boolean().meta({
    description: 'Whether inner layers learn the probabilities of the last one, which numbers have none of',
  }),
})
export type ExitValue = z.infer<typeof exitValue>

/** What a model has been pre-trained to predict: hidden tokens from both sides, or the next token. */
export const languageModels = ['masked', 'causal'] as const

/** The same of models that are not trained as well: T5's writes what stands in gaps of any length. */
const anyLanguageModels = [...languageModels, 'spans'] as const

/** How a trained model leaves. */
export const exportFormats = ['peft', 'adapterHub', 'merged', 'onnx', 'onnxExits'] as const
export type ExportFormat = (typeof exportFormats)[number]

export const tuningValue = axisValue.extend({
  alone: z
    .string()
    .nullable()
    .meta({ description: 'Why it trains with no second method; null where it does' }),
  idle: z.boolean().meta({ description: 'Whether it trains nothing, which only prompts allow' }),
  exports: z.object({ rows: z.array(z.enum(exportFormats)), tokens: z.array(z.enum(exportFormats)) }).meta({
    description: 'The formats that can hold what it trains, of a model that answers rows or predicts tokens',
  }),
})
export type TuningValue = z.infer<typeof tuningValue>

export const objectiveValue = axisValue.extend({
  dataset: z
    .enum(['classify', 'regress'])
    .nullable()
    .meta({ description: 'The kind of dataset that it needs; null where it reads the texts of any' }),
  softLabels: z.boolean().meta({ description: 'Whether the training rows need soft labels' }),
  languageModel: z
    .enum(languageModels)
    .nullable()
    .meta({ description: 'The kind of model that it needs; null where any will do' }),
  tuning: z.string().meta({ description: 'The tuning that suits it unless another is chosen' }),
})
export type ObjectiveValue = z.infer<typeof objectiveValue>

export const deviceInfo = z.object({
  name: z.enum(deviceNames),
  title: z.string(),
  available: z.boolean(),
  reason: z.string().meta({ description: 'Why it is not available; empty where it is' }),
})
export type DeviceInfo = z.infer<typeof deviceInfo>

/** From which run a model was made. */
export const lineage = z.object({
  run: z.string(),
  base: z.string(),
  dataset: z.string(),
  tuning: z.string(),
  score: z.object({ name: z.string(), value: z.number() }).nullable(),
})
export type Lineage = z.infer<typeof lineage>

/** What reading every tensor of a model came to. */
export const modelCheck = z.object({
  at: z.string(),
  tensors: z.number(),
  problems: z
    .array(z.string())
    .meta({ description: 'What is damaged, as sentences; empty where nothing is' }),
})
export type ModelCheck = z.infer<typeof modelCheck>

export const modelInfo = z.object({
  id: z.string(),
  title: z.string(),
  family: z.string(),
  source: z.enum(['starter', 'folder', 'hub', 'run']),
  layers: z.number(),
  hidden: z.number(),
  heads: z.number(),
  vocabulary: z.number(),
  languageModel: z.enum(anyLanguageModels),
  parameters: z.number(),
  bytes: z.number().meta({ description: 'On disk, of all its files' }),
  maxLength: z.number(),
  licence: z.string(),
  folder: z.string(),
  lineage: lineage.nullable(),
  check: modelCheck.nullable().meta({ description: 'The last check; null before the first' }),
  runs: z.array(z.number()).meta({ description: 'Numbers of the runs that started from it' }),
  deletion: z.enum(['never', 'trash', 'forget']).meta({
    description:
      'The starter stays; files in the home, and those that Lathe fetched, go to the trash; others are only forgotten',
  }),
})
export type ModelInfo = z.infer<typeof modelInfo>

/** A model that learns and answers. */
export type TrainableModel = ModelInfo & { readonly languageModel: (typeof languageModels)[number] }
export const isTrainable = (model: ModelInfo): model is TrainableModel => model.languageModel !== 'spans'

/** A deleted model that can still be brought back. */
export const trashedModel = z.object({
  id: z.string(),
  title: z.string(),
  bytes: z.number(),
  deleted: z.string(),
})
export type TrashedModel = z.infer<typeof trashedModel>

export const runInfo = z.object({
  id: z.string(),
  number: z.number().meta({ description: '1, 2, 3 ... in order of creation' }),
  name: z.string(),
  state: z.enum(runStates),
  created: z.string(),
  started: z.string().nullable(),
  ended: z.string().nullable(),
  spec: runSpec,
  datasetName: z.string(),
  datasetHash: z.string(),
  modelTitle: z.string(),
  trainableParameters: z.number().nullable(),
  totalParameters: z.number().nullable(),
  progress: progress.nullable(),
  result: runResult.nullable(),
  outOfDomain: z
    .array(outOfDomain)
    .meta({ description: 'Scores on other datasets, one for each, of the weights that the run kept' }),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  note: z.string().meta({ description: 'A sentence on how it ended, e.g. which checkpoint was kept' }),
  rung: rung.nullable().meta({ description: 'Its place on a ladder; null for a run of its own' }),
  recipe: recipeMark.nullable().meta({ description: 'Its place in a recipe; null where it is in none' }),
  canContinue: z.boolean(),
})
export type RunInfo = z.infer<typeof runInfo>

/** A recipe that can be made. */
export const recipeValue = axisValue.omit({ learningRate: true }).extend({
  allRows: z.boolean().meta({ description: 'Whether it wants all rows; others are for a few of each class' }),
})
export type RecipeValue = z.infer<typeof recipeValue>

/** What a run would cost, before it starts. */
export const runPlan = z.object({
  spec: runSpec.meta({ description: 'The spec with every default filled in' }),
  trainableParameters: z.number(),
  headParameters: z.number().meta({ description: 'Those of the head, which every method trains' }),
  totalParameters: z.number(),
  rows: z.partialRecord(z.enum(splitNames), z.number()),
  steps: z.number(),
  warnings: z.array(z.string()),
})
export type RunPlan = z.infer<typeof runPlan>

export const runProbe = z.object({
  seconds: z.number(),
  tokensPerSecond: z.number(),
  memoryBytes: z.number(),
  diskBytes: z.number(),
})
export type RunProbe = z.infer<typeof runProbe>

/** The most runs that one call asks for the labels of texts. */
export const runsPerPrediction = 32

export const exportResult = z.object({
  folder: z.string(),
  files: z.array(z.object({ name: z.string(), bytes: z.number() })),
  bytes: z.number(),
  /** The read-back check by an independent path. */
  check: z.object({
    rows: z.number(),
    same: z.number(),
    largestDifference: z.number(),
    sentence: z.string(),
  }),
  download: z
    .string()
    .nullable()
    .meta({ description: 'Where a browser fetches it as one file (Node host only)' }),
})
export type ExportResult = z.infer<typeof exportResult>

/** What a person sets for the whole laboratory. */
export const settings = z.object({
  runsAtOnce: z
    .number()
    .int()
    .min(1)
    .max(8)
    .default(1)
    .meta({ title: 'Runs at once', description: 'How many runs train at the same time; the others wait.' }),
})
export type Settings = z.infer<typeof settings>

/** A file the host may read: a path that a drop or a dialog gave (desktop) or an upload's id (Node host). */
export const fileRef = z.object({ ref: z.string(), name: z.string() })
export type FileRef = z.infer<typeof fileRef>

/** The folder of an adapter where the host sees it, else its files. */
const adapterFiles = z.array(fileRef).min(1).max(20)

/** Who writes: a pre-trained model, or a run on top of one. */
const writerSource = z.union([z.object({ model: z.string() }), z.object({ run: z.string() })])

export const calls = {
  'app.info': {
    input: nothing,
    output: z.object({
      version: z.string(),
      host: z.enum(['electron', 'node']),
      home: z.string(),
      memoryBytes: z.number(),
      cores: z.number(),
      devices: z.array(deviceInfo),
      objectives: z.array(objectiveValue),
      tunings: z.array(tuningValue),
      exits: z.array(exitValue),
      recipes: z.array(recipeValue),
      families: z
        .array(z.string())
        .meta({ description: 'Model families that Lathe knows, by the name in config.json' }),
      trainingSchema: jsonSchema,
      ladderSchema: jsonSchema.meta({ description: 'Of the options of a ladder that a form can hold' }),
      splitSchema: jsonSchema,
      generationSchema: jsonSchema,
    }),
  },
  'app.room': {
    input: nothing,
    output: z.object({
      memoryBytes: z.number().meta({ description: 'Memory that programs can still get' }),
      diskBytes: z.number().meta({ description: 'Free room on the disk of the home' }),
    }),
  },
  'settings.get': { input: nothing, output: settings },
  'settings.set': { input: settings, output: settings },
  'datasets.detect': {
    input: z.object({ file: fileRef, options: tableOptions.prefault({}) }),
    output: detectedTable,
  },
  'datasets.import': {
    input: z.object({
      name: z.string().min(1).max(200),
      task: z.enum(tasks).optional(),
      files: z
        .array(
          z.object({
            file: fileRef,
            split: z.enum(splitNames),
            options: tableOptions.prefault({}),
            roles: roles.optional(),
          }),
        )
        .min(1),
    }),
    output: datasetManifest,
  },
  'datasets.list': { input: nothing, output: z.array(datasetManifest) },
  'datasets.get': { input: id, output: datasetManifest },
  'datasets.rows': {
    input: z.object({
      id: z.string(),
      split: z.enum(splitNames),
      label: z.string().optional(),
      search: z.string().optional(),
      rows: z
        .array(z.number().int())
        .max(500)
        .optional()
        .meta({ description: 'Only rows with these numbers' }),
      ...page,
    }),
    output: z.object({ total: z.number(), rows: z.array(example) }),
  },
  'datasets.tokens': {
    input: z.object({ id: z.string(), model: z.string(), maxLength: z.number().int() }),
    output: tokenReport,
  },
  'datasets.rename': { input: z.object({ id: z.string(), name: z.string().min(1).max(200) }), output: done },
  'datasets.delete': { input: id, output: done },
  'datasets.restore': { input: id, output: done },
  'datasets.sample': { input: nothing, output: datasetManifest },
  'models.list': { input: nothing, output: z.array(modelInfo) },
  'models.addFolder': { input: z.object({ file: fileRef }), output: modelInfo },
  'models.get': {
    input: id,
    output: z.object({
      info: modelInfo,
      config: z.record(z.string(), z.unknown()).meta({ description: 'config.json as it is' }),
      card: z.string().meta({ description: 'README.md without its front matter' }),
      files: z.array(z.object({ name: z.string(), bytes: z.number() })),
    }),
  },
  // For a client that sends a model's files: refuses what cannot work before the large ones are on their way.
  'models.expect': {
    input: z.object({
      config: fileRef,
      files: z.array(z.object({ name: z.string(), bytes: z.number() })).max(1000),
    }),
    output: done,
  },
  'models.addFiles': {
    input: z.object({
      name: z.string().min(1).max(200),
      files: z.array(z.object({ file: fileRef, bytes: z.number() })).max(1000),
    }),
    output: modelInfo,
  },
  'models.fromRun': {
    input: z.object({
      run: z.string(),
      name: z
        .string()
        .min(1)
        .max(200)
        .optional()
        .meta({ description: 'Without one, the model of the run’s best weights, made only once' }),
    }),
    output: modelInfo,
  },
  'models.rename': { input: z.object({ id: z.string(), name: z.string().min(1).max(200) }), output: done },
  'models.verify': { input: id, output: modelCheck },
  'models.reveal': { input: id, output: done },
  'models.delete': { input: id, output: done },
  'models.restore': { input: id, output: done },
  'models.trash': { input: nothing, output: z.array(trashedModel) },
  'models.emptyTrash': { input: nothing, output: done },
  'hub.search': {
    input: z.object({
      text: z.string().max(200).default(''),
      task: z.enum(hubTasks).optional(),
      family: z.string().optional(),
      maxParameters: z.number().positive().optional(),
      limit: z.number().int().min(1).max(100).default(30),
    }),
    output: z.object({
      models: z
        .array(hubModel)
        .meta({ description: 'Most downloaded first; only families that Lathe knows' }),
      more: z.boolean().meta({ description: 'Whether the Hub has more than was looked at' }),
    }),
  },
  'hub.model': { input: repoRevision, output: hubModelDetails },
  // Starts it or goes on with it, and answers at once; hub.progress tells the rest.
  'hub.download': { input: repoRevision, output: hubDownload },
  'hub.downloads': { input: nothing, output: z.array(hubDownload) },
  'hub.pause': { input: id, output: hubDownload },
  // Ends it and removes what was fetched so far.
  'hub.cancel': { input: id, output: done },
  'hub.token.state': { input: nothing, output: hubToken },
  'hub.token.set': { input: z.object({ token: z.string().trim().min(1).max(500) }), output: hubToken },
  'hub.token.clear': { input: nothing, output: hubToken },
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
  // What it would cost. With `measure` each method that no earlier run tells about trains a few steps on trial.
  'ladders.plan': {
    input: z.object({ spec: ladderSpec, measure: z.boolean().default(false) }),
    output: ladderPlan,
  },
  // Puts all of its runs in the queue.
  'ladders.start': { input: z.object({ spec: ladderSpec }), output: ladderDetails },
  'ladders.list': { input: nothing, output: z.array(ladderInfo) },
  'ladders.get': { input: id, output: ladderDetails },
  // The run at work keeps a checkpoint and ends; those that wait are taken out of the queue.
  'ladders.stop': { input: id, output: ladderDetails },
  // Puts in the queue what is missing, was stopped, or failed by misfortune. Repeats nothing that is done.
  'ladders.continue': { input: id, output: ladderDetails },
  'ladders.rename': { input: z.object({ id: z.string(), name: z.string().max(200) }), output: done },
  // With all of its runs.
  'ladders.delete': { input: id, output: done },
  'ladders.restore': { input: id, output: done },
  // Makes its steps one after another until all are done.
  'recipes.start': { input: z.object({ spec: recipeSpec }), output: recipeDetails },
  'recipes.list': { input: nothing, output: z.array(recipeInfo) },
  'recipes.get': { input: id, output: recipeDetails },
  // The run at work keeps a checkpoint and ends; a work at hand is given up.
  'recipes.stop': { input: id, output: recipeDetails },
  'recipes.continue': { input: id, output: recipeDetails },
  'recipes.rename': { input: z.object({ id: z.string(), name: z.string().max(200) }), output: done },
  // With all of its runs.
  'recipes.delete': { input: id, output: done },
  'recipes.restore': { input: id, output: done },
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
  'adapters.look': {
    input: z.object({ files: adapterFiles }),
    output: z.object({
      kind: z.string().meta({ description: 'What it is, e.g. "LoRA of PEFT"' }),
      baseModel: z.string().meta({ description: 'What it calls its base model' }),
      model: z.string().nullable().meta({ description: 'The model here that this means' }),
      labels: z
        .array(z.string())
        .meta({ description: 'Its classes in order, numbered where it does not tell their names' }),
      labelsKnown: z.boolean(),
    }),
  },
  'adapters.import': {
    input: z.object({
      files: adapterFiles,
      name: z.string().max(200).default(''),
      model: z.string(),
      labels: z
        .array(z.string().trim().max(200))
        .max(1000)
        .optional()
        .meta({ description: 'Names of its classes; without them those that are known' }),
    }),
    output: runInfo,
  },
  // One LoRA of several on the same model, each with a weight.
  'adapters.combine': {
    input: z.object({
      runs: z
        .array(z.object({ id: z.string(), weight: z.number().min(-100).max(100) }))
        .min(2)
        .max(16),
      by: z.enum(combinations).default('cat'),
      rank: z.number().int().min(1).max(16384).optional().meta({ description: 'Of the result, by svd' }),
      name: z.string().max(200).default(''),
    }),
    output: runInfo,
  },
  'texts.generate': {
    input: z.object({
      of: writerSource,
      request: z
        .string()
        .meta({ description: 'A name that the client gives; texts.piece and texts.stop use it' }),
      prompt: z.string().max(100_000),
      options: generationOptions.prefault({}),
    }),
    output: z.object({
      text: z.string(),
      tokens: z.number(),
      milliseconds: z.number(),
      end: z.enum(generationEnds),
    }),
  },
  'texts.stop': { input: z.object({ request: z.string() }), output: done },
  'texts.score': {
    input: z.object({
      of: writerSource,
      context: z.string().max(100_000),
      continuations: z.array(z.string().min(1)).min(1).max(100),
    }),
    output: z.object({ scores: z.array(continuationScore) }),
  },
  // Templates with words that suit the labels of a dataset, the best known first.
  'prompts.known': {
    input: z.object({ dataset: z.string(), model: z.string() }),
    output: z.array(knownPromptInfo),
  },
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
  // What a model makes of a prompt without any training. The rows are the same for every prompt.
  'prompts.look': {
    input: promptQuestion.extend({ dataset: z.string(), model: z.string() }),
    output: promptLook,
  },
  'changes.get': {
    input: id,
    output: z.object({
      ready: z.boolean().meta({ description: 'Whether the run has weights to compare' }),
      change: hiddenChange
        .nullable()
        .meta({ description: 'Null where nothing was made yet, or it is out of date' }),
      working: z.boolean(),
      progress: progress
        .nullable()
        .meta({ description: 'Of the work under way, once it has said something' }),
    }),
  },
  // Answers when it is done; null where it was stopped. Asked again meanwhile, it is the same work.
  'changes.make': { input: id, output: z.object({ change: hiddenChange.nullable() }) },
  'changes.stop': { input: id, output: done },
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

export const events = {
  'texts.piece': z.object({ request: z.string(), text: z.string() }),
  'runs.changed': runInfo,
  // Null once the work has ended, however.
  'changes.progress': z.object({ id: z.string(), progress: progress.nullable() }),
  'runs.scoring': z.object({ id: z.string(), dataset: z.string(), progress: progress.nullable() }),
  'runs.predicting': z.object({ id: z.string(), done: z.number(), rows: z.number() }),
  // Also whenever one of its runs has changed its state.
  'ladders.changed': z.object({ id: z.string() }),
  'recipes.changed': z.object({ id: z.string() }),
  'recipes.progress': z.object({ id: z.string(), step: z.string(), progress }),
  'runs.points': z.object({ id: z.string(), progress, points: z.array(point) }),
  'datasets.changed': z.object({ id: z.string() }),
  'models.changed': z.object({ id: z.string() }),
  'hub.progress': hubDownload,
  'datasets.progress': z.object({ name: z.string(), rows: z.number(), share: z.number() }),
} as const

export type CallName = keyof typeof calls
export type EventName = keyof typeof events
export type Input<C extends CallName> = z.input<(typeof calls)[C]['input']>
export type Parsed<C extends CallName> = z.output<(typeof calls)[C]['input']>
export type Output<C extends CallName> = z.output<(typeof calls)[C]['output']>
export type Payload<E extends EventName> = z.output<(typeof events)[E]>
