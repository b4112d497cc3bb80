// What commands print: one JSON document, or text for people.

/** A command's answer in both forms. */
export interface Answer {
  readonly json: unknown
  readonly text: string
}

export function print({ json, text }: Answer, asJson: boolean): void {
  process.stdout.write(`${asJson ? JSON.stringify(json, null, 2) : text}\n`)
}

/** Columns under their titles; those in `right` (by index) hold numbers. */
export function table(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): string {
  const widths = titles.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (right.includes(i) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join('  ')
      .trimEnd()
  return [titles, ...rows].map(line).join('\n')
}

/** Three significant digits, or a dash. */
export function short(value: number | null | undefined): string {
  return value === null || value === undefined ? '-' : String(Number(value.toPrecision(3)))
}

/** 1234567 as "1,234,567". */
export function count(value: number | null | undefined): string {
  return value === null || value === undefined ? '-' : value.toLocaleString('en-US')
}

/** 440000000 as "440 MB". */
export function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  return `${short(bytes / 1000 ** power)} ${units[power]}`
}

/** 75 as "1 min 15 s". */
export function duration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return '-'
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
}
