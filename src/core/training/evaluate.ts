// How weights do on rows they did not learn from, and the rows' predictions on disk.
import { join } from 'node:path'
import { random } from '../../shared/random.ts'
import type { Prediction, Scores } from '../../shared/run.ts'
import type { Example } from '../../shared/dataset.ts'
import { writeFileAtomic } from '../files/atomic.ts'
import type { RowTask, TokenTask } from '../objectives/objective.ts'
import type { Session } from '../runtime/session.ts'
import { planEvaluation } from '../tokens/batches.ts'
import { pack } from '../tokens/pack.ts'
import { tokenRow, tokenLengths, type TokenTable } from '../tokens/table.ts'
import { layerOutputs } from './exitGraphs.ts'
import { batchFeeds, pieceOf } from './feeds.ts'
import type { LayerFound } from './layerScores.ts'
import type { Method } from './method.ts'
import type { Rows } from './prepare.ts'
import type { Weights } from './weights.ts'

/** What was found on some rows; their logits are empty where the task answers no row. */
export interface Found {
  readonly scores: Scores
  readonly logits: readonly Float32Array[]
  /** What every layer answers, where inner layers do. */
  readonly layers?: LayerFound | undefined
}

/** Scores `weights` on `rows` with a session of the method's evaluation graph. */
export async function evaluate(
  { task, exits }: Pick<Method, 'task' | 'exits'>,
  session: Session,
  weights: Weights['tensors'],
  { table, targets }: Rows,
  onPiece?: () => void,
): Promise<Found> {
  if (task.kind === 'tokens')
    return { scores: await tokenScores(session, weights, table, task, onPiece), logits: [] }
  if (!exits) {
    const logits = await logitsOf(session, weights, table, onPiece)
    return { scores: scoreLogits(task, logits, targets), logits }
  }
  const names = layerOutputs(exits)
  const found = await outputsOf(session, weights, table, [...names.logits, ...names.doubts], onPiece)
  const logits = names.logits.map((name) => found[name]!)
  const scores = logits.map((of) => scoreLogits(task, of, targets))
  const doubts = names.doubts.map((name) => found[name]!)
  return { scores: scores.at(-1)!, logits: logits.at(-1)!, layers: { logits, doubts, scores } }
}

/** Evaluation keeps no activations, so its pieces may be larger than training's. */
export const pieceTokens = 1024

/** The logits of each row of the data, in the table's order: where several rows of tokens ask for it, their mean. */
export async function logitsOf(
  session: Session,
  weights: Weights['tensors'],
  table: TokenTable,
  onPiece?: (done: number, pieces: number) => void,
): Promise<Float32Array[]> {
  const { logits } = await outputsOf(session, weights, table, ['logits'], onPiece)
  return logits!
}

/** The same for any outputs that have one row for each of the table, by their names. */
async function outputsOf(
  session: Session,
  weights: Weights['tensors'],
  table: TokenTable,
  names: readonly string[],
  onPiece: (done: number, pieces: number) => void = () => {},
): Promise<{ [name: string]: Float32Array[] }> {
  const wanted = Object.fromEntries(names.map((name) => [name, null]))
  const result = Object.fromEntries(names.map((name) => [name, new Array<Float32Array>(table.count)]))
  const pieces = planEvaluation(tokenLengths(table), pieceTokens)
  for (const [i, rows] of pieces.entries()) {
    const feeds = batchFeeds(pack(rows.map((row) => tokenRow(table, row))))
    const found = await session.run({ ...weights, ...feeds }, wanted)
    for (const name of names) {
      const data = found[name]!.data as Float32Array
      const size = data.length / rows.length
      rows.forEach((row, at) => (result[name]![row] = data.slice(at * size, (at + 1) * size)))
    }
    onPiece(i + 1, pieces.length)
  }
  if (table.each > 1) for (const name of names) result[name] = means(result[name]!, table.each)
  return result
}

/** The means of each `size` of some vectors, one after another. */
const means = (vectors: readonly Float32Array[], size: number): Float32Array[] =>
  Array.from({ length: vectors.length / size }, (_, i) => {
    const some = vectors.slice(i * size, (i + 1) * size)
    return some[0]!.map((_, k) => some.reduce((sum, vector) => sum + vector[k]!, 0) / size)
  })

/** The mean loss over all tokens asked for. The same table is always asked for the same ones, whatever the run's seed. */
async function tokenScores(
  session: Session,
  weights: Weights['tensors'],
  table: TokenTable,
  task: TokenTask,
  onPiece: () => void = () => {},
): Promise<Scores> {
  let sum = 0
  let tokens = 0
  for (const [i, rows] of planEvaluation(tokenLengths(table), pieceTokens).entries()) {
    const batch = rows.map((row) => tokenRow(table, row))
    const { asked, pieces } = await task.pieces([batch], random(0, 'evaluation', i))
    const piece = pieces[0]!
    const { feeds } = pieceOf(piece.rows, piece.feeds)
    const { loss } = await session.run({ ...weights, ...feeds }, { loss: null })
    sum += (loss!.data as Float32Array)[0]! * asked
    tokens += asked
    onPiece()
  }
  const loss = sum / Math.max(1, tokens)
  return { loss, examples: table.count, ...(task.perplexity && { perplexity: Math.exp(loss) }) }
}

/** Scores of logits against targets. */
export function scoreLogits(
  task: RowTask,
  logits: readonly Float32Array[],
  targets: readonly number[],
): Scores {
  return task.score(logits.map((l, i) => ({ logits: l, target: targets[i]! })))
}

/** One JSON line for each row. `examples` are the rows in the order of `logits`. */
export async function writePredictions(
  path: string,
  task: RowTask,
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
