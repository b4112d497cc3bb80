// Models worth starting with, smallest first. Sizes and licences as their cards on the Hub state them.
import type { ModelSize } from '../../../shared/trainingMemory.ts'

export interface Recommended extends ModelSize {
  readonly repo: string
  readonly family: string
  /** Of the weights, as they are downloaded. */
  readonly bytes: number
  readonly licence: string
  readonly why: string
}

const bertWords = 30_522

export const recommended: readonly Recommended[] = [
  {
    repo: 'sentence-transformers/all-MiniLM-L6-v2',
    family: 'bert',
    parameters: 22.7e6,
    layers: 6,
    hidden: 384,
    heads: 12,
    vocabulary: bertWords,
    bytes: 90.9e6,
    licence: 'apache-2.0',
    why: 'The smallest that knows English well: distilled, then trained on a billion pairs of sentences.',
  },
  {
    repo: 'sentence-transformers/all-MiniLM-L12-v2',
    family: 'bert',
    parameters: 33.4e6,
    layers: 12,
    hidden: 384,
    heads: 12,
    vocabulary: bertWords,
    bytes: 133e6,
    licence: 'apache-2.0',
    why: 'The same in twelve layers: somewhat better, and twice the time.',
  },
  {
    repo: 'distilbert/distilbert-base-uncased',
    family: 'distilbert',
    parameters: 67e6,
    layers: 6,
    hidden: 768,
    heads: 12,
    vocabulary: bertWords,
    bytes: 268e6,
    licence: 'apache-2.0',
    why: 'BERT-base distilled into half the layers; it keeps 97 % of its language understanding.',
  },
  {
    repo: 'distilbert/distilroberta-base',
    family: 'roberta',
    parameters: 82.8e6,
    layers: 6,
    hidden: 768,
    heads: 12,
    vocabulary: 50_265,
    bytes: 331e6,
    licence: 'apache-2.0',
    why: 'RoBERTa-base distilled the same way; it tells upper from lower case.',
  },
  {
    repo: 'google-bert/bert-base-uncased',
    family: 'bert',
    parameters: 110e6,
    layers: 12,
    hidden: 768,
    heads: 12,
    vocabulary: bertWords,
    bytes: 440e6,
    licence: 'apache-2.0',
    why: 'The model that papers compare with, so your figures can be, too.',
  },
  {
    repo: 'HuggingFaceTB/SmolLM2-135M',
    family: 'llama',
    parameters: 134.5e6,
    layers: 30,
    hidden: 576,
    heads: 9,
    vocabulary: 49_152,
    bytes: 269e6,
    licence: 'apache-2.0',
    why: 'Reads from left to right and writes on: for language modelling and generation.',
  },
  {
    repo: 'answerdotai/ModernBERT-base',
    family: 'modernbert',
    parameters: 149e6,
    layers: 22,
    hidden: 768,
    heads: 12,
    vocabulary: 50_368,
    bytes: 599e6,
    licence: 'apache-2.0',
    why: 'The best of them for understanding texts, also long ones: it reads up to 8,192 tokens.',
  },
]
