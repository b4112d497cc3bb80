// Finding and fetching models from the Hugging Face Hub.
import { z } from 'zod'
import { done, id, nothing } from './parts.ts'
import { hubDownload, hubModel, hubModelDetails, hubTasks, hubToken } from '../hub.ts'

const repoRevision = z.object({
  repo: z.string().trim().min(1).max(200),
  revision: z.string().trim().min(1).max(200).default('main'),
})

export const hubCalls = {
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
} as const
