// The baseline without any model: words by how often and how rarely they are used, and a linear classifier on them.
import { z } from 'zod'
import { classify } from './classify.ts'
import { defineRowObjective } from './objective.ts'

const options = z.object({
  c: z.number().positive().max(1e6).default(1).meta({
    title: 'C',
    description: 'Inverse strength of the penalty on large weights. Larger fits the rows more closely.',
  }),
})

export const tfidf = defineRowObjective({
  id: 'tfidf',
  title: 'TF-IDF + logistic regression',
  summary: 'Sorts texts by their words alone. Needs no model and is done in moments.',
  claim: 'What one gets without pre-training: where it is as good, nothing fancy is needed.',
  tuning: 'none',
  schema: options,
  kind: 'rows',
  dataset: 'classify',
  wordsAlone: true,
  for: (_, labels, counts) => classify.for(classify.schema.parse({}), labels, counts),
})
