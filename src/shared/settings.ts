// What a person sets for the whole laboratory.
import { z } from 'zod'

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
