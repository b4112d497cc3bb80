// Guesses which columns are text, pair and label, by name and else by content, and what the label asks for.
import type { Roles, Task } from '../../shared/dataset.ts'
import { idNames, labelNames, measureNames, pairNames, plain, textNames } from './knownNames.ts'
import { numberIn } from './numbers.ts'
import type { ColumnProfile } from './profileColumns.ts'

export interface GuessedRoles {
  readonly roles: Roles
  readonly notes: readonly string[]
}

/** The roles of `columns` (at least one, not all empty). */
export function guessRoles(columns: readonly ColumnProfile[]): GuessedRoles {
  const notes: string[] = []
  const usable = columns.filter(({ kind }) => kind !== 'empty')
  const last = (name: string): string => plain(name.slice(name.lastIndexOf('.') + 1))
  const named = (wanted: string): ColumnProfile | undefined =>
    usable.find(({ name }) => plain(name) === wanted) ?? usable.find(({ name }) => last(name) === wanted)
  const isId = ({ name, kind, distinct, values }: ColumnProfile): boolean =>
    idNames.includes(last(name)) || (kind === 'number' && distinct === values.length && values.length > 20)

  const couple = pairNames
    .map(([a, b]) => [named(a), named(b)] as const)
    .find(([a, b]) => a && b && isWords(a) && isWords(b))
  const text =
    couple?.[0] ??
    textNames.map(named).find((column) => column && isWords(column)) ??
    longest(usable.filter((column) => isWords(column) && !isId(column))) ??
    usable[0] ??
    columns[0]!
  const pair = couple?.[1] ?? null
  const rest = usable.filter((column) => column !== text && column !== pair)

  const byName = labelNames.map(named).filter((column) => column !== undefined && rest.includes(column))
  const likely = rest.filter((column) => !isId(column) && canBeLabel(column))
  const label = byName[0] ?? fewestValues(likely) ?? null
  if (!textNames.includes(last(text.name)) && couple === undefined && usable.length > 1)
    notes.push(`"${text.name}" was taken as the text because its values are the longest.`)
  if (label && byName.length === 0)
    notes.push(`"${label.name}" was taken as the label because its values repeat.`)
  if (byName.length > 1)
    notes.push(
      `"${byName[0]!.name}" was taken as the label; ${byName
        .slice(1)
        .map((column) => `"${column!.name}"`)
        .join(', ')} could be it too.`,
    )
  if (!label && usable.length > 1)
    notes.push('No column looks like a label; choose one if the rows are labelled.')
  return { roles: { text: text.name, pair: pair?.name ?? null, label: label?.name ?? null }, notes }
}

/** What `label` asks for: classes, or a number to be predicted. */
export function guessTask(label: ColumnProfile | undefined): { task: Task; notes: readonly string[] } {
  if (!label) return { task: 'unlabelled', notes: [] }
  if (label.kind !== 'number') return { task: 'classify', notes: [] }
  const numbers = label.values.map(numberIn).filter((value) => value !== null)
  const distinct = new Set(numbers)
  const whole = numbers.every(Number.isInteger)
  const measures = measureNames.includes(plain(label.name))
  const { min, max } = range(numbers)
  // Class ids start at 0 or 1, leave hardly a gap, and each has several rows.
  const isCode =
    whole &&
    min >= 0 &&
    min <= 1 &&
    distinct.size >= 0.8 * (max - min + 1) &&
    numbers.length >= 3 * distinct.size &&
    !measures
  if (whole && (distinct.size <= 20 || isCode) && distinct.size <= 1000)
    return {
      task: 'classify',
      notes:
        distinct.size > 2 && measures
          ? [
              `"${label.name}" holds ${distinct.size} numbers, taken as classes; choose regression to predict the number.`,
            ]
          : [],
    }
  return {
    task: 'regress',
    notes: [
      `"${label.name}" holds numbers, so the task is regression; choose classification if they are classes.`,
    ],
  }
}

const isWords = ({ kind }: ColumnProfile): boolean => kind === 'text' || kind === 'category'

const longest = (columns: readonly ColumnProfile[]): ColumnProfile | undefined =>
  columns.toSorted((a, b) => b.meanLength - a.meanLength)[0]

/** The column with the fewest different values but more than one; of equals the last, where labels mostly stand. */
const fewestValues = (columns: readonly ColumnProfile[]): ColumnProfile | undefined =>
  columns
    .toReversed()
    .toSorted((a, b) => Number(a.distinct < 2) - Number(b.distinct < 2) || a.distinct - b.distinct)[0]

/** Values that repeat; a single value too, for a file sorted by label shows only its first in a sample. */
const canBeLabel = ({ kind, distinct, values }: ColumnProfile): boolean =>
  kind === 'category' || (kind === 'number' && distinct <= Math.max(2, values.length / 2))

function range(numbers: readonly number[]): { min: number; max: number } {
  let [min, max] = [Infinity, -Infinity]
  for (const value of numbers) [min, max] = [Math.min(min, value), Math.max(max, value)]
  return { min, max }
}
