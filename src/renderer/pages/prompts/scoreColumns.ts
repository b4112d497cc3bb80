// The columns of the table of templates: what is told of each, and which value is the best.
import type {
  ClassPromptScores,
  ContextScore,
  NumberPromptScores,
  PromptScores,
} from '../../../shared/prompts.ts'
import { number, percent } from '../../ui/format.ts'
import type { Direction } from '../../ui/SortHead.tsx'
import type { TermName } from '../../ui/terms.ts'

export interface ScoreColumn {
  readonly id: string
  readonly title: string
  readonly text: (scores: PromptScores) => string
  /** What is sorted by; of two values the better one is the larger, or the smaller. */
  readonly value: (scores: PromptScores) => number
  readonly better: 'larger' | 'smaller'
  readonly term?: TermName
}

const ofClasses = (
  field: 'accuracy' | 'contextual' | 'pmi' | 'loss' | 'bias',
  title: string,
  better: ScoreColumn['better'],
  text: (value: number) => string,
  term?: TermName,
): ScoreColumn => {
  const value = (scores: PromptScores): number => (scores as ClassPromptScores)[field]
  return { id: field, title, value, text: (scores) => text(value(scores)), better, ...(term && { term }) }
}

const ofNumbers = (
  field: 'pearson' | 'spearman' | 'loss' | 'bias',
  title: string,
  better: ScoreColumn['better'],
): ScoreColumn => {
  const told = (scores: PromptScores): number => (scores as NumberPromptScores)[field]
  // Too low is as bad as too high.
  const value = field === 'bias' ? (scores: PromptScores) => Math.abs(told(scores)) : told
  return { id: field, title, value, text: (scores) => number(told(scores)), better }
}

export const columnsFor = (kind: PromptScores['kind']): readonly ScoreColumn[] =>
  kind === 'classes'
    ? [
        ofClasses('accuracy', 'Accuracy', 'larger', percent),
        ofClasses('contextual', 'Calibrated', 'larger', percent, 'calibration'),
        ofClasses('pmi', 'PMI', 'larger', percent, 'pmi'),
        ofClasses('loss', 'Loss', 'smaller', number),
        ofClasses('bias', 'Bias', 'smaller', percent, 'labelPrior'),
      ]
    : [
        ofNumbers('pearson', 'Pearson', 'larger'),
        ofNumbers('spearman', 'Spearman', 'larger'),
        ofNumbers('loss', 'Squared error', 'smaller'),
        ofNumbers('bias', 'Bias', 'smaller'),
      ]

/** The best value of a column; undefined where there is nothing to be better than. */
export function bestOf({ value, better }: ScoreColumn, all: readonly PromptScores[]): number | undefined {
  if (all.length < 2) return undefined
  const values = all.map(value)
  return better === 'larger' ? Math.max(...values) : Math.min(...values)
}

/** From the least to the most of all orders and selections of examples, as the first column tells its scores. */
export function ofTrials(trials: readonly ContextScore[], { id }: ScoreColumn): string {
  const scores = trials.map(({ score }) => score)
  const text = id === 'accuracy' ? percent : number
  return `${text(Math.min(...scores))} to ${text(Math.max(...scores))}`
}

export interface Sorting {
  readonly column: string
  readonly direction: Direction
}

/** After a click on a column: its best first, then its worst first, then as written. */
export function sortingAfter(sorting: Sorting | null, { id, better }: ScoreColumn): Sorting | null {
  const first: Direction = better === 'larger' ? 'down' : 'up'
  if (sorting?.column !== id) return { column: id, direction: first }
  return sorting.direction === first ? { column: id, direction: first === 'up' ? 'down' : 'up' } : null
}

/** In order; those without scores come last. */
export function sorted<T extends { readonly scores: PromptScores | undefined }>(
  rows: readonly T[],
  columns: readonly ScoreColumn[],
  sorting: Sorting | null,
): readonly T[] {
  const column = columns.find(({ id }) => id === sorting?.column)
  if (!sorting || !column) return rows
  const sign = sorting.direction === 'up' ? 1 : -1
  return rows.toSorted((a, b) => {
    if (!a.scores || !b.scores) return Number(!a.scores) - Number(!b.scores)
    return sign * (column.value(a.scores) - column.value(b.scores))
  })
}
