// What is said of models on the Hugging Face Hub and of their downloads.
import { z } from 'zod'

/** What a model was trained to do, by the Hub's names. Those that Lathe's objectives start from. */
export const hubTasks = [
  'fill-mask',
  'text-generation',
  'text-classification',
  'token-classification',
  'sentence-similarity',
  'feature-extraction',
] as const
export type HubTask = (typeof hubTasks)[number]

/** One model as a search shows it. */
export const hubModel = z.object({
  repo: z.string().meta({ description: 'Its name on the Hub, e.g. "google-bert/bert-base-uncased"' }),
  task: z.string().meta({ description: 'The task it is listed under; empty where there is none' }),
  family: z.string().meta({ description: 'Empty where the Hub does not tell' }),
  parameters: z.number().nullable(),
  weightBytes: z.number().nullable(),
  licence: z.string().meta({ description: '"unknown" where the Hub does not tell' }),
  downloads: z.number().meta({ description: 'In the last 30 days' }),
  likes: z.number(),
  updated: z.string(),
  gated: z.boolean().meta({ description: 'Whether its licence has to be accepted on the Hub first' }),
  here: z.boolean().meta({ description: 'Whether some revision of it is in the cache on this machine' }),
})
export type HubModel = z.infer<typeof hubModel>

/** One revision of a model, and what it would take to have it here. */
export const hubModelDetails = hubModel.extend({
  revision: z.string(),
  commit: z.string(),
  files: z
    .array(z.object({ name: z.string(), bytes: z.number() }))
    .meta({ description: 'The files that Lathe fetches' }),
  bytes: z.number().meta({ description: 'Of these files together' }),
  bytesHere: z
    .number()
    .meta({ description: 'How many of them are here already, half-fetched files included' }),
  address: z.string().meta({ description: 'Its page on the Hub' }),
  problem: z
    .string()
    .meta({ description: 'Why Lathe cannot use or fetch it and what to do; empty where it can' }),
  fit: z.object({
    fits: z.boolean(),
    sentence: z.string().meta({ description: 'Why it does not fit; empty where it does' }),
    diskNeeded: z.number(),
    diskFree: z.number(),
    memoryNeeded: z.number(),
    memory: z.number(),
  }),
})
export type HubModelDetails = z.infer<typeof hubModelDetails>

export const downloadStates = ['running', 'checking', 'paused', 'failed', 'done'] as const
export type DownloadState = (typeof downloadStates)[number]

export const hubDownload = z.object({
  id: z.string().meta({ description: '"ORG/NAME@REVISION"' }),
  repo: z.string(),
  revision: z.string(),
  state: z.enum(downloadStates),
  bytes: z.number(),
  total: z.number(),
  bytesPerSecond: z.number(),
  secondsLeft: z.number().nullable(),
  note: z
    .string()
    .meta({ description: 'What it waits for, e.g. a pause that the Hub asked for; mostly empty' }),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  model: z.string().nullable().meta({ description: 'Its id in models.list once it is done' }),
})
export type HubDownload = z.infer<typeof hubDownload>

/** Where the token for gated models comes from. The token itself never leaves the host. */
export const hubToken = z.object({
  source: z.enum(['none', 'lathe', 'environment', 'file']),
  sentence: z.string().meta({ description: 'Where it is kept or comes from, for people' }),
})
export type HubToken = z.infer<typeof hubToken>
