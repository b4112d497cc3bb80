// Everything that a ladder's finished runs say, put together.
import { capital } from '../format.ts'
import type { LadderDetails } from '../ladder.ts'
import { metricTitle } from '../metricTitle.ts'
import { claimsOf } from './claims.ts'
import { differencesOf } from './differences.ts'
import { fullOf, metricOf, trialsOf } from './methods.ts'
import type { Report } from './resultFiles.ts'
import { summarise, type Trial } from './trials.ts'
import { aboutOf, ladderName } from './words.ts'

/** `elsewhere` is the other dataset whose scores stand beside their own; the ladder's first unless another is chosen. */
export function reportOf(
  ladder: LadderDetails,
  elsewhere = ladder.spec.elsewhere[0]?.dataset,
): Report & { readonly trials: readonly Trial[] } {
  const trials = trialsOf(ladder, elsewhere)
  const summaries = summarise(trials)
  const full = fullOf(ladder.spec)
  const title = (method: string): string => ladder.spec.methods[Number(method)]?.name ?? method
  return {
    name: ladderName(ladder),
    about: aboutOf(ladder),
    metric: capital(metricTitle(metricOf(ladder.runs))),
    trials,
    summaries,
    claims: claimsOf({ summaries, full, title }),
    differences: differencesOf(summaries, full, title),
    title,
  }
}
