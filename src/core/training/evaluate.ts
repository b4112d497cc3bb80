// Logits of rows, and their predictions on disk.
import { join } from 'node:path'
import type { Prediction, Scores } from '../../shared/run.ts'
import type { Example } from '../../shared/dataset.ts'
import { writeFileAtomic } from '../files/atomic.ts'
import type { Task } from '../objectives/objective.ts'
import type { Session } from '../runtime/session.ts'
import { planEvaluation } from '../tokens/batches.ts'
import { pack } from '../tokens/pack.ts'
import { tokenRow, tokenLengths, type TokenTable } from '../tokens/table.ts'
import { batchFeeds } from './feeds.ts'
import type { Weights } from './weights.ts'

/** Evaluation keeps no activations, so its pieces may be larger than training's. */
const pieceTokens = 1024

/** One row's logits each, in the table's order. */
export async function logitsOf(
  session: Session,
  weights: Weights['tensors'],
  table: TokenTable,
  outputs: number,
  onPiece: () => void = () => {},
): Promise<Float32Array[]> {
  const result = new Array<Float32Array>(table.count)
  for (const rows of planEvaluation(tokenLengths(table), pieceTokens)) {
    const { logits } = await session.run(
      { ...weights, ...batchFeeds(pack(rows.map((i) => tokenRow(table, i)))) },
      { logits: null },
    )
    const data = logits!.data as Float32Array
    rows.forEach((row, i) => (result[row] = data.slice(i * outputs, (i + 1) * outputs)))
    onPiece()
  }
  return result
}

/** Scores of logits against targets. */
export function scoreLogits(task: Task, logits: readonly Float32Array[], targets: readonly number[]): Scores {
  return task.score(logits.map((l, i) => ({ logits: l, target: targets[i]! })))
}

/** One JSON line for each row. `examples` are the rows in the order of `logits`. */
export async function writePredictions(
  path: string,
  task: Task,
  logits: readonly Float32Array[],
  targets: readonly number[],
  examples: AsyncIterable<Example>,
): Promise<void> {
  const lines = async function* (): AsyncGenerator<Uint8Array> {
    let i = 0
    for await (const { row, text, pair, label } of examples) {
      const { predicted, probabilities } = task.predict(logits[i]!)
      const prediction: Prediction = {
        row,
        text,
        ...(pair === undefined ? {} : { pair }),
        label: label ?? '',
        predicted,
        confidence: probabilities.reduce((top, p) => Math.max(top, p.probability), 0),
        loss: Number.isNaN(targets[i]!) ? 0 : task.rowLoss(logits[i]!, targets[i]!),
      }
      yield Buffer.from(`${JSON.stringify(prediction)}\n`)
      i++
    }
  }
  await writeFileAtomic(path, lines())
}

export const predictionsPath = (runFolder: string, split: string): string =>
  join(runFolder, `predictions.${split}.jsonl`)
