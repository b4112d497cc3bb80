// How fast a trained run answers, and how much of it lies on disk.
import { stat } from 'node:fs/promises'
import type { Example } from '../../shared/dataset.ts'
import type { RunPlace } from '../../shared/jobs.ts'
import { type RunResult, splitNames } from '../../shared/run.ts'
import { readExamples, readManifest } from '../data/readDataset.ts'
import { bestPath } from '../training/bestWeights.ts'
import type { RowPredictor } from './predictor.ts'

export type Speed = Required<Pick<RunResult, 'speed' | 'keptBytes'>>

/** Texts of the larger batch. */
const together = 32
/** A large model measures fewer texts than `together`, but at least three. */
const mostMilliseconds = 3000

/**
 * Answers the first texts of the run's dataset, test rows if there are any: one at a time (the median of their times) and
 * then together (the better of two times), from text to prediction, with the weights that the run has kept.
 */
export async function measureSpeed(
  place: RunPlace,
  predictor: Pick<RowPredictor, 'predict'>,
): Promise<Speed> {
  const texts = await firstTexts(place.datasetFolder)
  const time = async (some: readonly Example[]): Promise<number> => {
    const start = performance.now()
    await predictor.predict(some)
    return performance.now() - start
  }
  // The first answers also pay for what ONNX Runtime sets up.
  await time(texts.slice(0, 2))
  const single: number[] = []
  const start = performance.now()
  for (const text of texts) {
    single.push(await time([text]))
    if (single.length >= 3 && performance.now() - start > mostMilliseconds) break
  }
  await time(texts)
  const all = Math.min(await time(texts), await time(texts))
  return {
    speed: {
      millisecondsPerText: single.toSorted((a, b) => a - b)[Math.floor(single.length / 2)]!,
      textsPerSecond: (texts.length * 1000) / all,
    },
    keptBytes: (await stat(bestPath(place.runFolder))).size,
  }
}

async function firstTexts(folder: string): Promise<Example[]> {
  const { report } = await readManifest(folder)
  const split = splitNames.toReversed().find((one) => report.splits[one])!
  const texts: Example[] = []
  for await (const text of readExamples(folder, split)) if (texts.push(text) === together) break
  return texts
}
