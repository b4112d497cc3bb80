// Which runs can become one, as far as the window can tell before it asks.
import type { RunInfo } from '../../../shared/runInfo.ts'
import { labelOf } from '../../ui/runNames.ts'

/** Whether ticked runs may be meant to become one: two or more, all of LoRA. */
export const offersCombining = (runs: readonly RunInfo[]): boolean =>
  runs.length > 1 && runs.every(({ spec }) => spec.tuning.id === 'lora' && !spec.tuning.and)

/** Why these runs cannot become one; undefined where they can. */
export function whyNotCombined(runs: readonly RunInfo[]): string | undefined {
  const [first] = runs as [RunInfo]
  const other = runs.find(({ spec }) => spec.model !== first.spec.model)
  if (other)
    return `${labelOf(first)} belongs to the model ${first.modelTitle} and ${labelOf(other)} to ${other.modelTitle}. Only LoRAs of one model can be combined.`
  const dora = runs.find(({ spec }) => spec.tuning.options['dora'] === true)
  if (dora)
    return `${labelOf(dora)} was trained with DoRA, whose magnitudes belong to one LoRA alone. Only LoRAs without it can be combined.`
  const empty = runs.find(({ result }) => result === null)
  if (empty) return `${labelOf(empty)} has learned nothing yet. Let it train first.`
  return undefined
}

/** The rank of each run's LoRA. */
export const ranksOf = (runs: readonly RunInfo[]): number[] =>
  runs.map(({ spec }) => Number(spec.tuning.options['rank']))
