// The rules' measures of rows whose answers of every layer are known, taken once: moving a threshold only compares.
import {
  indexOfMax,
  leaves,
  measurer,
  thresholdAt,
  type ExitRule,
  type ExitRuleName,
  type LayerAnswer,
} from './rules.ts'

/** A row with the answers of all layers, first layer first, and its true class index or number. */
export interface LayeredRow {
  readonly answers: readonly LayerAnswer[]
  readonly target: number
  /** How far apart numbers may be that agree; see agreementOf. */
  readonly agreement?: number | undefined
}

/** Of each row, the layers that one can leave at before the last one. */
const innerLayers = (rows: readonly LayeredRow[]): number => Math.max(0, (rows[0]?.answers.length ?? 1) - 1)

/** What `rule` compares with its threshold: row after row, of each its inner layers. */
export const measuresOf = (rule: ExitRuleName, rows: readonly LayeredRow[]): Float64Array =>
  kept(rows, rule, () => {
    const inner = innerLayers(rows)
    const measures = new Float64Array(rows.length * inner)
    rows.forEach(({ answers, agreement }, i) => {
      const measure = measurer(rule, agreement)
      for (let l = 0; l < inner; l++) measures[i * inner + l] = measure(answers[l]!)
    })
    return measures
  })

/** Whether each layer names the true class, 1 or 0: row after row, of each all layers. */
export const rightOf = (rows: readonly LayeredRow[]): Uint8Array =>
  kept(rows, 'right', () =>
    Uint8Array.from(
      rows.flatMap(({ answers, target }) =>
        answers.map(({ logits }) => Number(indexOfMax(logits) === target)),
      ),
    ),
  )

const tables = new WeakMap<readonly LayeredRow[], Map<string, Float64Array | Uint8Array>>()

/** A table of `rows`, made once for as long as somebody holds them. Following objects for each threshold is ten times slower. */
function kept<T extends Float64Array | Uint8Array>(
  rows: readonly LayeredRow[],
  name: string,
  make: () => T,
): T {
  const known = tables.get(rows) ?? new Map<string, Float64Array | Uint8Array>()
  tables.set(rows, known)
  const table = (known.get(name) as T | undefined) ?? make()
  known.set(name, table)
  return table
}

/** The layer (0 is the first) that each row leaves at; the last one where no rule lets it go before. */
export function exitLayers(rule: ExitRule, rows: readonly LayeredRow[]): number[] {
  const inner = innerLayers(rows)
  const measures = measuresOf(rule.rule, rows)
  const limits = Array.from({ length: inner }, (_, l) => thresholdAt(rule, l))
  return rows.map((_, i) => {
    let l = 0
    while (l < inner && !leaves(rule.rule, measures[i * inner + l]!, limits[l]!)) l++
    return l
  })
}
