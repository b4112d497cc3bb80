// What multi-task training has found: how the untrained model and the trained one answer tasks that neither has seen.
import { z } from 'zod'
import { percent } from './format.ts'

const answered = z.object({ accuracy: z.number(), macroF1: z.number(), loss: z.number() })

export const multitaskFound = z.object({
  run: z.string().nullable(),
  tasks: z
    .array(z.object({ name: z.string(), rows: z.number(), templates: z.array(z.string()) }))
    .meta({ description: 'What was trained on, and how many rows of each' }),
  words: z.array(z.string()).meta({ description: 'All answer words, among which one was learned to choose' }),
  heldOut: z.array(
    z.object({
      name: z.string(),
      rows: z.number(),
      majority: z.number().meta({ description: 'Accuracy of always answering the most frequent class' }),
      prompts: z.array(z.object({ template: z.string(), before: answered, after: answered })),
    }),
  ),
})
export type MultitaskFound = z.infer<typeof multitaskFound>
export type HeldOut = MultitaskFound['heldOut'][number]

/** Mean accuracy over the templates of a held-out task, untrained and trained. */
export function overTemplates({ prompts }: HeldOut): { readonly before: number; readonly after: number } {
  const mean = (of: (prompt: HeldOut['prompts'][number]) => number): number =>
    prompts.reduce((sum, one) => sum + of(one), 0) / prompts.length
  return { before: mean((one) => one.before.accuracy), after: mean((one) => one.after.accuracy) }
}

/** In a sentence, whether training on other tasks has helped with one that it did not see. */
export function multitaskSentence(task: HeldOut): string {
  const { before, after } = overTemplates(task)
  const better = task.prompts.filter((one) => one.after.accuracy > one.before.accuracy).length
  const how =
    after > before ? 'helped' : after < before ? 'did not help: it did harm' : 'changed nothing on average'
  const below = after <= task.majority ? ' Always the same class does as well or better.' : ''
  return (
    `${task.name}: training on the other tasks ${how}, ${percent(before)} before and ${percent(after)} after ` +
    `(mean over templates; better with ${better} of ${task.prompts.length}; always the same class ${percent(task.majority)}).${below}`
  )
}
