// What a method is called in the window.
import type { AxisValue } from '../../shared/contract.ts'

/** "adapter+lora" -> "Adapter and LoRA"; `name` is that of tuningName(). */
export function methodTitle(name: string, tunings: readonly AxisValue[] = []): string {
  return name
    .split('+')
    .map((id) => tunings.find((one) => one.id === id)?.title ?? id)
    .join(' and ')
}
