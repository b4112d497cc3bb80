// Comparisons: the same data by several methods, sizes and seeds.
import { z } from 'zod'
import { done, id, nothing } from './parts.ts'
import { ladderDetails, ladderInfo, ladderPlan, ladderSpec } from '../ladder.ts'

export const laddersCalls = {
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
} as const
