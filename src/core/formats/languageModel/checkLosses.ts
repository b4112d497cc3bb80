// Whether a language model that was written has the losses of the run that it came from.
import { random } from '../../../shared/random.ts'
import type { Graph } from '../../graph/graph.ts'
import type { TokenTask } from '../../objectives/objective.ts'
import { Session, type Tensor } from '../../runtime/session.ts'
import type { TokenRow } from '../../tokens/pack.ts'
import { pieceOf } from '../../training/feeds.ts'
import type { Method } from '../../training/method.ts'
import type { Check } from '../compare.ts'

/** On how many rows, of how many random tokens, the model that was written is compared with the run's. */
const [checkedRows, checkedTokens] = [16, 32]
const tolerance = 1e-4
const cpu = { device: 'cpu', threads: 0 } as const

/** A graph that gives the loss, and the values of its parameters. */
export interface Losing {
  readonly graph: Graph
  readonly tensors: { readonly [name: string]: Tensor }
}

/** Compares the losses row by row; the dataset may be gone, so the rows are made up. */
export async function checkLosses(
  method: Method,
  task: TokenTask,
  run: Losing,
  written: Losing,
): Promise<Check> {
  const rows = randomRows(method)
  const [expected, found] = [await losses(task, rows, run), await losses(task, rows, written)]
  const differences = expected.map((loss, i) => Math.abs(loss - found[i]!))
  const largestDifference = Math.max(...differences)
  const same = differences.filter((difference) => difference <= tolerance).length
  const sentence = `same loss: ${same}/${rows.length} rows of random tokens, largest difference ${Number(largestDifference.toPrecision(1))}`
  return { rows: rows.length, same, largestDifference, sentence }
}

function randomRows({ tokenizer, maxLength }: Method): TokenRow[] {
  const rng = random(1, 'check')
  const ids = [...tokenizer.vocabulary.values()].filter((id) => !tokenizer.specialIds.has(id))
  const { before, after } = tokenizer.around
  const length = Math.min(checkedTokens, maxLength) - before.length - after.length
  return Array.from({ length: checkedRows }, () => ({
    ids: [...before, ...Array.from({ length }, () => ids[rng.integer(ids.length)]!), ...after],
  }))
}

async function losses(
  task: TokenTask,
  rows: readonly TokenRow[],
  { graph, tensors }: Losing,
): Promise<number[]> {
  const session = await Session.create(graph, cpu)
  const result: number[] = []
  for (const [i, row] of rows.entries()) {
    const { pieces } = await task.pieces([[row]], random(1, 'check', i))
    const { feeds } = pieceOf(pieces[0]!.rows, pieces[0]!.feeds)
    const { loss } = await session.run({ ...tensors, ...feeds }, { loss: null })
    result.push((loss!.data as Float32Array)[0]!)
  }
  await session.release()
  return result
}
