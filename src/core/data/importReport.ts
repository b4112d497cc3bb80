// Gathers what an import finds, row by row, and says it in numbers and sentences.
import type { Example, ImportReport } from '../../shared/dataset.ts'
import { splitNames, type SplitName } from '../../shared/run.ts'
import { histogram } from './histogram.ts'
import { reportWarnings } from './reportWarnings.ts'
import { SeenTexts } from './seenTexts.ts'
import type { Unusable } from './toExample.ts'

const namedRows = 20
const namedReasons = 200

/** One import's findings. Memory grows by 13 bytes per different text. */
export class ReportBuilder {
  readonly #seen = new SeenTexts()
  readonly #lengths = new Map<number, number>()
  readonly #splits: Partial<Record<SplitName, number>> = {}
  readonly #classes = new Map<string, Partial<Record<SplitName, number>>>()
  readonly #setAsideRows: ImportReport['setAsideRows'] = []
  readonly #empty = { count: 0, rows: [] as number[] }
  readonly #duplicates = { count: 0, rows: [] as number[] }
  readonly #conflicts = { count: 0, rows: [] as number[] }
  readonly #overlap = { count: 0, rows: [] as number[] }
  #kept = 0
  #setAside = 0
  #odd = 0
  #range = { min: Infinity, max: -Infinity, sum: 0 }

  /** Notes a row that was kept. `value` is a regression target. */
  keep(example: Example, split: SplitName, value: number | null): void {
    this.#kept++
    this.#splits[split] = (this.#splits[split] ?? 0) + 1
    const length = example.text.length + (example.pair?.length ?? 0)
    this.#lengths.set(length, (this.#lengths.get(length) ?? 0) + 1)
    if (example.text.includes('\u0000') || example.text.includes('\uFFFD')) this.#odd++
    if (value !== null) {
      this.#range.min = Math.min(this.#range.min, value)
      this.#range.max = Math.max(this.#range.max, value)
      this.#range.sum += value
    } else if (example.label !== undefined) {
      const counts = this.#classes.get(example.label) ?? {}
      counts[split] = (counts[split] ?? 0) + 1
      this.#classes.set(example.label, counts)
    }
    const number = splitNames.indexOf(split)
    const before = this.#seen.see(example.text, example.pair, example.label, number)
    if (before.splits & (1 << number)) note(this.#duplicates, example.row)
    if (!before.sameLabel) note(this.#conflicts, example.row)
    if (split !== 'train' && before.splits & 1) note(this.#overlap, example.row)
  }

  /** Notes a row that was set aside. */
  setAside(file: string, row: number, { reason, empty }: Unusable): void {
    this.#setAside++
    if (empty) note(this.#empty, row)
    if (this.#setAsideRows.length < namedReasons) this.#setAsideRows.push({ file, row, reason })
  }

  /** How many rows of `split` were kept. */
  kept(split: SplitName): number {
    return this.#splits[split] ?? 0
  }

  /** The report, with classes in the order of `labels`. */
  finish(labels: readonly string[]): ImportReport {
    const { min, max, sum } = this.#range
    const report = {
      rows: this.#kept + this.#setAside,
      kept: this.#kept,
      setAside: this.#setAside,
      splits: this.#splits,
      classes: labels.map((label) => ({ label, counts: this.#classes.get(label) ?? {} })),
      range: min <= max ? { min, max, mean: sum / this.#kept } : null,
      characters: histogram(this.#lengths),
      empty: this.#empty,
      duplicates: this.#duplicates,
      conflicts: this.#conflicts,
      overlap: this.#overlap,
      setAsideRows: this.#setAsideRows,
    }
    return { ...report, warnings: reportWarnings(report, this.#odd) }
  }
}

function note(found: { count: number; rows: number[] }, row: number): void {
  found.count++
  if (found.rows.length < namedRows) found.rows.push(row)
}
