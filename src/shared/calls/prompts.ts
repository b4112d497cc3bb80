// Prompts before anything is trained.
import { z } from 'zod'
import { knownPromptInfo, promptLook, promptQuestion } from '../prompts.ts'

export const promptsCalls = {
  // Templates with words that suit the labels of a dataset, the best known first.
  'prompts.known': {
    input: z.object({ dataset: z.string(), model: z.string() }),
    output: z.array(knownPromptInfo),
  },
  // What a model makes of a prompt without any training. The rows are the same for every prompt.
  'prompts.look': {
    input: promptQuestion.extend({ dataset: z.string(), model: z.string() }),
    output: promptLook,
  },
} as const
