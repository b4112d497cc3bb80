// Where pre-training starts.
import type { Parameter } from '../../graph/graph.ts'
import type { Teacher } from '../../objectives/teacher.ts'
import { freshWeights, type Weights } from '../../training/weights.ts'
import type { PretrainOptions } from './options.ts'
import type { PretrainingData } from './prepare.ts'
import { teacherEmbeddings } from './teacherEmbeddings.ts'

/**
 * Random weights but for the word embeddings, from the teacher or the text's co-occurrences, and the output bias, the
 * text's unigram distribution: training begins where it would need hours to come by itself.
 */
export async function startingWeights(
  parameters: Iterable<Parameter>,
  trained: readonly Parameter[],
  { vocabulary, embeddings, bias }: PretrainingData,
  teacher: Teacher | null,
  { hidden, seed }: PretrainOptions,
): Promise<Weights> {
  const weights = freshWeights(parameters, trained, seed)
  const fill = (name: string, data: Float32Array): void =>
    (weights.tensors[name]!.data as Float32Array).set(data)
  fill(
    'bert.embeddings.word_embeddings.weight',
    teacher ? await teacherEmbeddings(teacher, vocabulary.length, hidden, seed) : embeddings,
  )
  fill('cls.predictions.bias', bias)
  return weights
}
