// The table of runs: which are shown, in which order, and which is the best of its data.
import type { RunInfo } from '../../../shared/runInfo.ts'
import type { Direction } from '../../ui/SortHead.tsx'
import { metricTitle, nameOf } from '../../ui/runNames.ts'

/** What a person sorts by. A column's first click brings what is mostly looked for to the top. */
export const sortColumns = {
  number: { title: 'No.', first: 'down', value: (run) => run.number },
  score: { title: 'Best score', first: 'down', value: (run) => run.result?.best?.value ?? null },
  trainable: { title: 'Trainable', first: 'up', value: (run) => run.trainableParameters },
  time: { title: 'Time', first: 'up', value: secondsOf },
  created: { title: 'Created', first: 'down', value: (run) => Date.parse(run.created) },
} as const satisfies Record<
  string,
  { title: string; first: Direction; value: (run: RunInfo) => number | null }
>
export type SortColumn = keyof typeof sortColumns
export interface Sorting {
  readonly by: SortColumn
  readonly direction: Direction
}

/** Seconds that the run has trained; null before it began. */
export function secondsOf({ result, progress }: RunInfo): number | null {
  return result?.seconds ?? progress?.seconds ?? null
}

/** The sorting after a click on the head of `column`: its own first direction, then the other one. */
export function sortingAfter({ by, direction }: Sorting, column: SortColumn): Sorting {
  if (by !== column) return { by: column, direction: sortColumns[column].first }
  return { by, direction: direction === 'up' ? 'down' : 'up' }
}

/** The runs in order; those without a value come last either way, and equals newest first. */
export function sortRuns(runs: readonly RunInfo[], { by, direction }: Sorting): RunInfo[] {
  const sign = direction === 'up' ? 1 : -1
  return runs.toSorted((a, b) => {
    const x = sortColumns[by].value(a)
    const y = sortColumns[by].value(b)
    if (x === null || y === null) return Number(x === null) - Number(y === null) || b.number - a.number
    return sign * (x - y) || b.number - a.number
  })
}

/** The runs that hold every word of `search` in their number, name, data, model, method, metric or state. */
export function searchRuns(
  runs: readonly RunInfo[],
  search: string,
  methodOf: (run: RunInfo) => string,
): RunInfo[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return runs.filter((run) => {
    const text = [
      run.number,
      nameOf(run),
      run.datasetName,
      run.modelTitle,
      methodOf(run),
      run.result?.best ? metricTitle(run.result.best.series) : '',
      run.state,
    ]
      .join(' ')
      .toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

/** The ids of the runs with the best score of their dataset and metric; the older of equals. */
export function bestRuns(runs: readonly RunInfo[]): ReadonlySet<string> {
  const best = new Map<string, { id: string; value: number }>()
  for (const { id, result, datasetHash } of runs.toSorted((a, b) => a.number - b.number)) {
    if (!result?.best) continue
    const { series, value } = result.best
    const key = `${datasetHash} ${series}`
    const lead = best.get(key)
    const ahead = !lead || (series.endsWith('loss') ? value < lead.value : value > lead.value)
    if (ahead) best.set(key, { id, value })
  }
  return new Set([...best.values()].map(({ id }) => id))
}
