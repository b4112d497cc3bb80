// Comparisons as lines of a table. Speed and memory are ratios, Lathe over PyTorch.
import type { AdapterComparison } from './adapters.ts'
import type { LoadResult } from './loads.ts'
import type { StepComparison, TextComparison } from './work.ts'

const common = ['model', 'tuning', 'what', 'Lathe tok/s', 'PyTorch tok/s', 'speed', 'memory', 'MB'] as const
const widths = [21, 6, 15, 12, 13, 6, 6, 5, 8, 8]

export const stepHead = line([...common, 'of peak', 'load s'])
export const textHead = line([...common, 'accuracy', 'PyTorch'])

export const loadHead = line(['files', 'tuning', 'on disk', 'MB', 'memory', 's'])

export function stepLine(comparison: StepComparison): string {
  const { work, lathe } = comparison
  return line([
    ...start(comparison, `${work.batch} x ${work.length}`),
    `${(lathe.peakShare * 100).toFixed(0)} %`,
    lathe.sessionSeconds.toFixed(2),
  ])
}

export function textLine(comparison: TextComparison): string {
  const { work, lathe, torch } = comparison
  return line([...start(comparison, work.data), lathe.accuracy.toFixed(3), torch?.accuracy.toFixed(3) ?? '-'])
}

/** Memory is the most that loading took, over the bytes on disk. */
export function loadLine({ shards, tuning, diskBytes, bytes, memoryRatio, seconds }: LoadResult): string {
  const [disk, memory] = [diskBytes, bytes].map((size) => (size / 1e6).toFixed(0))
  return line([String(shards), tuning, `${disk} MB`, memory!, memoryRatio.toFixed(2), seconds.toFixed(2)])
}

export const adapterHead = line([
  'model',
  'adapters',
  'memory',
  'MB',
  'merged MB',
  'time',
  'ms',
  'merged ms',
  'switch ms',
])

/** Memory and time are ratios, one base with adapters over merged models. */
export function adapterLine({ model, count, shared, merged }: AdapterComparison): string {
  const megabytes = ({ bytes }: { readonly bytes: number }): string => (bytes / 1e6).toFixed(0)
  return line([
    model,
    String(count),
    (shared.bytes / merged.bytes).toFixed(2),
    megabytes(shared),
    megabytes(merged),
    (shared.milliseconds / merged.milliseconds).toFixed(2),
    shared.milliseconds.toFixed(1),
    merged.milliseconds.toFixed(1),
    shared.switched.toFixed(1),
  ])
}

function start(
  { work, lathe, torch, speedRatio, memoryRatio }: StepComparison | TextComparison,
  what: string,
): string[] {
  return [
    work.name,
    work.tuning,
    what,
    lathe.tokensPerSecond.toFixed(0),
    torch?.tokensPerSecond.toFixed(0) ?? '-',
    speedRatio?.toFixed(2) ?? '-',
    memoryRatio?.toFixed(2) ?? '-',
    (lathe.peakBytes / 1e6).toFixed(0),
  ]
}

function line(cells: readonly string[]): string {
  return cells.map((cell, i) => (i < 3 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ')
}
