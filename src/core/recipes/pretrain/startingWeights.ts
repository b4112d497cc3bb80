// Where pre-training starts.
import type { Parameter } from '../../graph/graph.ts'
import type { Teacher } from '../../objectives/teacher.ts'
import { freshWeights, type Weights } from '../../training/weights.ts'
import type { PretrainOptions } from './options.ts'
import { grow, type Origin } from './origin.ts'
import type { PretrainingData } from './prepare.ts'
import { teacherEmbeddings } from './teacherEmbeddings.ts'

/**
 * The weights of the model that it grows from. Else random ones but for the word embeddings, from the teacher or the text's
 * co-occurrences, and the output bias, the text's unigram distribution: training begins where it would need hours to come by
 * itself.
 */
export async function startingWeights(
  parameters: Iterable<Parameter>,
  trained: readonly Parameter[],
  { vocabulary, embeddings, bias }: PretrainingData,
  teacher: Teacher | null,
  origin: Origin | null,
  { hidden, seed }: PretrainOptions,
): Promise<Weights> {
  const weights = freshWeights(parameters, trained, seed)
  if (origin) {
    grow(origin.weights, weights)
    return weights
  }
  const fill = (name: string, data: Float32Array): void =>
    (weights.tensors[name]!.data as Float32Array).set(data)
  fill(
    'bert.embeddings.word_embeddings.weight',
    teacher ? await teacherEmbeddings(teacher, vocabulary.length, hidden, seed) : embeddings,
  )
  fill('cls.predictions.bias', bias)
  return weights
}
