// What a run's method is called on the command line and in lists.
import type { TuningChoice } from './run.ts'

/** "lora", or "adapter+lora" of two together. */
export function tuningName({ id, and }: TuningChoice): string {
  return and ? `${id}+${and.id}` : id
}
