// The table of step comparisons, one line each.
import type { StepComparison } from './work.ts'

const columns = [
  'model',
  'tuning',
  'tokens',
  'Lathe tok/s',
  'PyTorch tok/s',
  'speed',
  'memory',
  'of peak',
  'load s',
  'MB',
]
const widths = [22, 7, 9, 12, 14, 7, 7, 8, 7, 6]

/** Lines of the table; `head` puts the column names above. Speed and memory are ratios, Lathe over PyTorch. */
export function stepTable(comparisons: readonly StepComparison[], head: boolean): string {
  const rows = comparisons.map(({ work, lathe, torch, speedRatio, memoryRatio }) => [
    work.name,
    work.tuning,
    `${work.batch} x ${work.length}`,
    lathe.tokensPerSecond.toFixed(0),
    torch?.tokensPerSecond.toFixed(0) ?? '-',
    speedRatio?.toFixed(2) ?? '-',
    memoryRatio?.toFixed(2) ?? '-',
    `${(lathe.peakShare * 100).toFixed(0)} %`,
    lathe.sessionSeconds.toFixed(2),
    (lathe.peakBytes / 1e6).toFixed(0),
  ])
  return [...(head ? [columns] : []), ...rows].map(line).join('\n')
}

function line(cells: readonly string[]): string {
  return cells.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ')
}
