// What is said of models in more than one place.
import type { AxisValue } from '../../shared/axes.ts'
import type { ModelInfo } from '../../shared/models.ts'
import { percent } from './format.ts'
import { methodTitle } from './methodTitle.ts'

const sources = {
  starter: 'Comes with Lathe',
  folder: 'Your folder',
  hub: 'Hugging Face',
  run: 'A run',
} as const

/** Where a model comes from; of one made by a run, from what and with what success. */
export function sourceOf({ source, lineage, deletion }: ModelInfo, tunings: readonly AxisValue[]): string {
  if (!lineage) return source === 'folder' && deletion === 'trash' ? 'In Lathe’s folder' : sources[source]
  const { base, dataset, tuning, score } = lineage
  const method = methodTitle(tuning, tunings)
  const success =
    score === null
      ? ''
      : `, ${score.name} ${score.name === 'accuracy' ? percent(score.value) : score.value.toFixed(3)}`
  return `${base} with ${method} on ${dataset}${success}`
}

/** 1, 2, 3 -> "Runs 1, 2 and 3"; many are counted. */
export function runsInWords(runs: readonly number[]): string {
  if (runs.length > 4) return `${runs.length} runs`
  const last = runs.at(-1)
  return runs.length === 1 ? `Run ${last}` : `Runs ${runs.slice(0, -1).join(', ')} and ${last}`
}
