// What Lathe knows of a data file before, while and after it becomes a dataset.
import { z } from 'zod'
import { splitNames } from './run.ts'

export const tableFormats = ['csv', 'tsv', 'jsonl', 'json', 'parquet', 'lines'] as const
export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'latin1'] as const

/** How to read a file. Everything is detected; whatever a person sets wins. */
export const tableOptions = z.object({
  format: z.enum(tableFormats).optional(),
  encoding: z.enum(encodings).optional(),
  delimiter: z.string().length(1).optional(),
  /** The quoting character, or '' for none. */
  quote: z.string().max(1).optional(),
  header: z.boolean().optional(),
})
export type TableOptions = z.infer<typeof tableOptions>

/** Which column plays which part. `null` is "none". */
export const roles = z.object({
  text: z.string(),
  pair: z.string().nullable(),
  label: z.string().nullable(),
})
export type Roles = z.infer<typeof roles>

export const tasks = ['classify', 'regress', 'unlabelled'] as const
export type Task = (typeof tasks)[number]

/** A file as detected from its first megabyte. */
export const detectedTable = z.object({
  name: z.string(),
  bytes: z.number(),
  options: tableOptions.required(),
  columns: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(['text', 'category', 'number', 'empty']),
      distinct: z.number(),
      meanLength: z.number(),
    }),
  ),
  roles,
  task: z.enum(tasks),
  /** The first rows, as strings by column. */
  preview: z.array(z.record(z.string(), z.string())),
  notes: z
    .array(z.string())
    .meta({ description: 'Sentences on what was guessed and why, where it was not plain' }),
})
export type DetectedTable = z.infer<typeof detectedTable>

const histogram = z.object({ edges: z.array(z.number()), counts: z.array(z.number()) })
const examplesOf = z.object({ count: z.number(), rows: z.array(z.number()) })

/** What was found while importing. Counts are exact; `rows` names the first 20 by number (1 = first data row). */
export const importReport = z.object({
  rows: z.number(),
  kept: z.number(),
  setAside: z.number(),
  splits: z.partialRecord(z.enum(splitNames), z.number()),
  classes: z.array(z.object({ label: z.string(), counts: z.partialRecord(z.enum(splitNames), z.number()) })),
  /** Regression targets. */
  range: z.object({ min: z.number(), max: z.number(), mean: z.number() }).nullable(),
  characters: histogram,
  empty: examplesOf,
  duplicates: examplesOf,
  conflicts: examplesOf.meta({ description: 'The same text with different labels' }),
  overlap: examplesOf.meta({ description: 'Rows of dev or test that are also in train' }),
  setAsideRows: z
    .array(z.object({ file: z.string(), row: z.number(), reason: z.string() }))
    .meta({ description: 'The first 200' }),
  warnings: z.array(z.object({ code: z.string(), message: z.string() })),
})
export type ImportReport = z.infer<typeof importReport>

/** A dataset as stored: manifest.json beside one <split>.jsonl per split. `id` is the start of `hash`. */
export const datasetManifest = z.object({
  version: z.literal(1),
  id: z.string(),
  /** sha256 over the rows of every split: the dataset's content, whatever its name. */
  hash: z.string(),
  name: z.string(),
  madeBy: z.string().optional().meta({ description: 'What made it, where it was not imported' }),
  created: z.string(),
  task: z.enum(tasks),
  pairs: z.boolean(),
  labels: z.array(z.string()).meta({ description: 'Class names in index order; empty for regression' }),
  softLabels: z
    .literal(true)
    .optional()
    .meta({ description: 'Set where its training rows also carry what others make of them, class by class' }),
  files: z.array(z.object({ name: z.string(), split: z.enum(splitNames), options: tableOptions, roles })),
  report: importReport,
})
export type DatasetManifest = z.infer<typeof datasetManifest>

/** One row. `row` is its number in its file (1 = first data row). `label` is a class name, or a number as text. */
export const example = z.object({
  row: z.number(),
  text: z.string(),
  pair: z.string().optional(),
  label: z.string().optional(),
})
export type Example = z.infer<typeof example>

/** Lengths in tokens under one tokenizer. */
export const tokenReport = z.object({
  model: z.string(),
  maxLength: z.number(),
  lengths: histogram,
  median: z.number(),
  p95: z.number(),
  longest: z.number(),
  truncated: z.number().meta({ description: 'Share of rows that are cut, 0 to 1' }),
  unknown: z.number().meta({ description: 'Share of tokens the vocabulary does not know, 0 to 1' }),
})
export type TokenReport = z.infer<typeof tokenReport>
