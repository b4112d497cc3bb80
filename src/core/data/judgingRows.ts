// The rows that prompts are judged by: for every prompt the same.
import type { Example } from '../../shared/dataset.ts'
import { random } from '../../shared/random.ts'
import { splitOptions } from '../../shared/run.ts'
import { readSelection, type RowSelection } from './readDataset.ts'
import { splitRows } from './splitRows.ts'

export interface JudgingRows {
  /** In the order in which they were drawn: fewer are the first of more. */
  readonly rows: readonly Example[]
  /** How many of them are validation rows; they come first. */
  readonly dev: number
}

/**
 * At most `limit` labelled rows: validation rows as a run would have them, then training rows. Test rows are kept for the end,
 * so none of them has a say in the choice of a prompt.
 * @throws LabError as splitRows.
 */
export async function judgingRows(folder: string, limit: number): Promise<JudgingRows> {
  const { dev, train } = await splitRows(folder, splitOptions.parse({}))
  const first = await draw(folder, dev, limit, 'dev')
  const rest = await draw(folder, train, limit - first.length, 'train')
  return { rows: [...first, ...rest], dev: first.length }
}

/** Training rows to choose examples from are drawn from so many. */
const mostExampleRows = 4096

/** Training rows that may stand as solved examples in prompts. Throws as splitRows. */
export async function exampleRows(folder: string): Promise<Example[]> {
  const { train } = await splitRows(folder, splitOptions.parse({}))
  return draw(folder, train, mostExampleRows, 'examples')
}

async function draw(
  folder: string,
  { source, indices }: RowSelection,
  limit: number,
  name: string,
): Promise<Example[]> {
  const drawn = random(0, 'prompts', name)
    .shuffle([...indices])
    .slice(0, limit)
  const ascending = Int32Array.from(drawn).sort()
  const examples = await Array.fromAsync(readSelection(folder, { source, indices: ascending }))
  const byLine = new Map(examples.map((example, i) => [ascending[i]!, example]))
  return drawn.map((line) => byLine.get(line)!)
}
