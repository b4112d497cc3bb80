// What each layer answers to some rows, how good that is, and the file that keeps it for whoever chooses when to exit.
import { join } from 'node:path'
import type { Scores } from '../../shared/run.ts'
import { writeFileAtomic } from '../files/atomic.ts'
import type { RowTask } from '../objectives/objective.ts'

/** The answers of all layers to some rows, first layer first. */
export interface LayerFound {
  /** logits[l][i]: layer l's logits for row i. */
  readonly logits: readonly (readonly Float32Array[])[]
  /** doubts[l][i]: before the sigmoid; empty where nobody has learned them. */
  readonly doubts: readonly (readonly Float32Array[])[]
  readonly scores: readonly Scores[]
}

/** One series for each layer's chief score and loss, and their means. */
export function layerSeries(
  { scores }: LayerFound,
  { criterion }: Pick<RowTask, 'criterion'>,
): { [series: string]: number } {
  const mean = meanScores(scores, criterion.name)
  return {
    ...Object.fromEntries(
      scores.flatMap((one, l) => [
        [`dev/exit ${l + 1}/${criterion.name}`, one[criterion.name] ?? one.loss],
        [`dev/exit ${l + 1}/loss`, one.loss],
      ]),
    ),
    [meanSeries(criterion.name)]: mean[criterion.name] ?? mean.loss,
  }
}

/** The series of the mean over all layers, by which checkpoints of runs with exits are chosen. */
export const meanSeries = (name: string): string => `dev/exits/${name}`

/** The mean over all layers of one score and of the loss. */
export function meanScores(scores: readonly Scores[], name: RowTask['criterion']['name']): Scores {
  const mean = (of: (one: Scores) => number): number =>
    scores.reduce((sum, one) => sum + of(one), 0) / scores.length
  return {
    examples: scores[0]!.examples,
    loss: mean(({ loss }) => loss),
    [name]: mean((one) => one[name] ?? one.loss),
  }
}

/** Where the answers of all layers to a split's rows lie. */
export const layersPath = (runFolder: string, split: string): string => join(runFolder, `layers.${split}.f32`)

/**
 * Keeps them as little-endian float32, row after row; of each row layer after layer; of each layer its logits, then its
 * doubt where it has one.
 */
export async function writeLayers(path: string, { logits, doubts }: LayerFound): Promise<void> {
  const rows = logits[0]!.length
  const values = Array.from({ length: rows }, (_, i) =>
    logits.flatMap((of, l) => [...of[i]!, ...(doubts[l]?.[i] ?? [])]),
  ).flat()
  await writeFileAtomic(path, new Uint8Array(Float32Array.from(values).buffer))
}
