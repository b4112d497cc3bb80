// Everything the window (or any client) may ask of a host, and everything a host may say unasked.
import { z } from 'zod'
import { adaptersCalls } from './calls/adapters.ts'
import { appCalls } from './calls/app.ts'
import { changesCalls } from './calls/changes.ts'
import { datasetsCalls } from './calls/datasets.ts'
import { exitsCalls } from './calls/exits.ts'
import { hubCalls } from './calls/hub.ts'
import { laddersCalls } from './calls/ladders.ts'
import { modelsCalls } from './calls/models.ts'
import { promptsCalls } from './calls/prompts.ts'
import { recipesCalls } from './calls/recipes.ts'
import { runsCalls } from './calls/runs.ts'
import { textsCalls } from './calls/texts.ts'
import { hubDownload } from './hub.ts'
import { point, progress } from './run.ts'
import { runInfo } from './runInfo.ts'

export const calls = {
  ...appCalls,
  ...datasetsCalls,
  ...modelsCalls,
  ...hubCalls,
  ...runsCalls,
  ...laddersCalls,
  ...recipesCalls,
  ...adaptersCalls,
  ...textsCalls,
  ...promptsCalls,
  ...exitsCalls,
  ...changesCalls,
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
