// What a method is called in the window.
import { askingOf } from '../../shared/asking.ts'
import type { AxisValue } from '../../shared/axes.ts'
import type { RunSpec } from '../../shared/run.ts'
import { tuningName } from '../../shared/tuningName.ts'

/** "adapter+lora" -> "Adapter and LoRA"; `name` is that of tuningName(). */
export function methodTitle(name: string, tunings: readonly AxisValue[] = []): string {
  return name
    .split('+')
    .map((id) => tunings.find((one) => one.id === id)?.title ?? id)
    .join(' and ')
}

/** What a run's method is called: its tuning, or what takes the place of one. */
export function methodOfRun(
  { objective, tuning }: Pick<RunSpec, 'objective' | 'tuning'>,
  info: { readonly objectives: readonly AxisValue[]; readonly tunings: readonly AxisValue[] } | undefined,
): string {
  if (tuning.id !== 'none') return methodTitle(tuningName(tuning), info?.tunings)
  if (askingOf(objective) !== 'words') return 'Zero-shot prompt'
  return info?.objectives.find(({ id }) => id === objective.id)?.title ?? objective.id
}
