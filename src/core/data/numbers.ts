// What counts as a number in a data file.

const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

/** The finite number that `cell` writes with a decimal point, or null. */
export function numberIn(cell: string): number | null {
  const trimmed = cell.trim()
  if (!number.test(trimmed)) return null
  const value = Number(trimmed)
  return Number.isFinite(value) ? value : null
}
