// Soft prompts (Lester et al. 2021, "prompt tuning"): n virtual tokens before every text, whose embeddings [n, E] are trained.
import { z } from 'zod'
import type { Initial } from '../graph/graph.ts'
import type { Model } from '../models/family.ts'
import { lexicon } from '../tokens/lexicon.ts'
import { checkRoom, promptEmbeddings } from './prefixHooks.ts'
import { defineTuning, type Known } from './tuning.ts'

const options = z.object({
  length: z.number().int().min(1).max(512).default(20).meta({
    title: 'Length',
    description:
      'Virtual tokens before the text. Past 20 the paper finds little to gain; texts can be that much shorter.',
  }),
  initial: z.enum(['labels', 'vocabulary', 'random']).default('labels').meta({
    title: 'Begin with',
    description:
      'Where the virtual tokens start: at the names of the classes and, for the rest, at frequent words (labels); at frequent words alone (vocabulary); or at small random numbers (random).',
  }),
})

export const softPrompt = defineTuning({
  id: 'softPrompt',
  title: 'Soft prompt',
  summary:
    'Trains the embeddings of a few virtual tokens before each text of the frozen model, and a new head.',
  claim: 'Less than 0.05 % of BERT-base; it comes close to full fine-tuning for very large models only.',
  // Best on four datasets (bench/README.md). The paper's 0.3 is for Adafactor, which scales each step by the weight's size.
  learningRate: 3e-3,
  stays: true,
  prompts: true,
  schema: options,
  apply: ({ length, initial }, model, known) => {
    checkRoom('softPrompt.length', length, model)
    return {
      trains: () => false,
      virtualTokens: length,
      hooks: {
        prompt: {
          length,
          embeddings: (g, { table, width }) =>
            g.parameter(
              promptEmbeddings,
              [length, width],
              initial === 'random'
                ? { kind: 'normal', deviation: model.facts.deviation }
                : wordRows(table, length, initial === 'labels' ? (known?.labels ?? []) : [], model, known),
            ),
        },
      },
    }
  },
})

/** Vocabularies list frequent words first; the paper takes its prompts from as many. */
const frequentWords = 5000

/** A row for each label, the mean of its tokens; the rest are words. */
function wordRows(
  table: string,
  length: number,
  labels: readonly string[],
  { facts }: Model,
  known: Known | undefined,
): Initial {
  // With a space in front, as byte-pair vocabularies know the words inside a text.
  const named = labels.slice(0, length).map((label) => [...(known?.tokenizer.bare(` ${label}`) ?? [])])
  const rest = Array.from({ length: length - named.length }, (): number[] => [])
  const words = known
    ? lexicon(known.tokenizer).text
    : Int32Array.from({ length: facts.vocabulary }, (_, i) => i)
  return { kind: 'rows', table, rows: [...named, ...rest], among: words.subarray(0, frequentWords) }
}
