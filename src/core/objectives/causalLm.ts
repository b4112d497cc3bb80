// Causal language modelling (Radford et al. 2018): predict every token from those before it.
import { z } from 'zod'
import { LabError } from '../../shared/labError.ts'
import { lexicon } from '../tokens/lexicon.ts'
import { languageTask, type Predictions } from './languageModel.ts'
import { defineTokenObjective } from './objective.ts'

export const causalLm = defineTokenObjective({
  kind: 'tokens',
  languageModel: 'causal',
  id: 'causalLm',
  title: 'Causal language model',
  summary: 'Learns to go on with your texts, token by token. No labels needed.',
  claim: 'Pre-training of models that write: continued on texts of your field, it learns how they speak.',
  tuning: 'full',
  schema: z.object({}),
  for: (_, language) => {
    const { model, tokenizer } = language
    if (model.languageModel.kind !== 'causal')
      throw new LabError(
        'method',
        `A ${model.family} model sees both sides of a word, so it cannot learn to predict the next one. Choose the objective maskedLm.`,
        { family: model.family },
      )
    return languageTask(language, lexicon(tokenizer), (rows) => ({ rows, ...nextTokens(rows) }))
  },
})

/** Every token of every row but the first, which nothing comes before. */
export function nextTokens(rows: readonly { readonly ids: ArrayLike<number> }[]): Predictions {
  const places: number[] = []
  const truth: number[] = []
  let start = 0
  for (const { ids } of rows) {
    for (let i = 1; i < ids.length; i++) {
      places.push(start + i - 1)
      truth.push(ids[i]!)
    }
    start += ids.length
  }
  return { places, truth }
}
