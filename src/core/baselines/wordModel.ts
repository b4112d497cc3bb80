// What a run on words alone has learned, in memory and as the one file of its best weights.
import { LabError } from '../../shared/labError.ts'
import { writeSafetensors } from '../files/safetensorsWriter.ts'
import { bestPath, openBest } from '../training/bestWeights.ts'
import { logitsOfRows, type LogisticRegression } from './logisticRegression.ts'
import { tfidfRows, type Tfidf } from './tfidf.ts'
import type { Texts } from '../prompts/template.ts'

export interface WordModel {
  readonly tfidf: Tfidf
  readonly regression: LogisticRegression
}

/** The logits of each text, in order. */
export const logitsOfTexts = ({ tfidf, regression }: WordModel, texts: readonly Texts[]): Float32Array[] =>
  logitsOfRows(regression, tfidfRows(tfidf, texts))

/** Numbers that are learned: weights and biases. */
export const sizeOf = ({ weights, biases }: LogisticRegression): number => weights.length + biases.length

export async function saveWordModel(
  runFolder: string,
  { tfidf: { words, idf }, regression: { classes, weights, biases } }: WordModel,
): Promise<void> {
  await writeSafetensors(
    bestPath(runFolder),
    [
      { name: 'idf', shape: [words.length], data: Float32Array.from(idf) },
      { name: 'weights', shape: [words.length, biases.length], data: Float32Array.from(weights) },
      { name: 'biases', shape: [biases.length], data: Float32Array.from(biases) },
    ],
    { words: JSON.stringify(words), classes: String(classes) },
  )
}

/** @throws LabError('run') where the run has kept none; 'tensor' where its file is damaged. */
export async function loadWordModel(runFolder: string): Promise<WordModel> {
  const file = await openBest(runFolder)
  try {
    const words = JSON.parse(file.metadata['words'] ?? '[]') as string[]
    const classes = Number(file.metadata['classes'])
    const read = async (name: string): Promise<Float64Array> => {
      const shape = file.tensors.get(name)?.shape
      if (!shape)
        throw new LabError('tensor', `${file.path} holds no "${name}", so the run cannot answer.`, {
          tensor: name,
          file: file.path,
        })
      const data = new Float32Array(shape.reduce((all, size) => all * size, 1))
      await file.readInto(name, data)
      return Float64Array.from(data)
    }
    return {
      tfidf: { words, idf: await read('idf') },
      regression: { classes, weights: await read('weights'), biases: await read('biases') },
    }
  } finally {
    await file.close()
  }
}
