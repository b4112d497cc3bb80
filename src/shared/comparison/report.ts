// Everything that a ladder's finished runs say: the one summing-up that window, command line and files show.
import { capital } from '../format.ts'
import type { LadderDetails, TrainingSize } from '../ladder.ts'
import { metricTitle } from '../metricTitle.ts'
import { claimsOf, type Claim } from './claims.ts'
import { cautionsOf, differencesOf, type Difference } from './differences.ts'
import { majorityOf, type Majority } from './majority.ts'
import { fullOf, methodsOf, metricOf, trainsModel, trialsOf, type ComparedMethod } from './methods.ts'
import { sizesOf, summarise, type Summary, type Trial } from './trials.ts'
import { aboutOf, ladderName } from './words.ts'

export interface Report {
  readonly name: string
  /** What was compared, in a sentence. */
  readonly about: string
  /** What the score is called. */
  readonly metric: string
  readonly methods: readonly ComparedMethod[]
  /** Of a method's key. */
  readonly title: (method: string) => string
  /** Names of the other datasets, in their order. */
  readonly elsewhere: readonly string[]
  /** Those that have a finished run, all rows last. */
  readonly sizes: readonly TrainingSize[]
  readonly trials: readonly Trial[]
  readonly summaries: readonly Summary[]
  /** What always the same answer scores, by size; none where rows have numbers. */
  readonly majority: readonly Majority[]
  /** The key of the method with which the others are compared. */
  readonly reference: string
  /** What may be chance, and what to keep in mind about it, in sentences. */
  readonly differences: readonly Difference[]
  readonly cautions: readonly string[]
  readonly claims: readonly Claim[]
}

/** `against` is the key of the method with which the others are compared: full fine-tuning, else the first, unless another is chosen. */
export function reportOf(ladder: LadderDetails, against?: string): Report {
  const methods = methodsOf(ladder.spec)
  const title = (method: string): string => methods.find(({ key }) => key === method)?.title ?? method
  const full = fullOf(ladder.spec)
  const reference = against ?? full ?? methods[0]!.key
  const trials = trialsOf(ladder)
  const metric = metricOf(ladder.runs)
  const summaries = summarise(trials)
  const differences = differencesOf(summaries, reference)
  const elsewhere = ladder.elsewhereNames
  return {
    name: ladderName(ladder),
    about: aboutOf(ladder),
    metric: capital(metricTitle(metric)),
    methods,
    title,
    elsewhere,
    sizes: sizesOf(trials),
    trials,
    summaries,
    majority: majorityOf(ladder, metric),
    reference,
    differences,
    cautions: cautionsOf(differences, ladder.testRows),
    // The lecture speaks of ways to train a model.
    claims: claimsOf({
      summaries: summaries.filter(({ method }) => trainsModel(ladder.spec.methods[Number(method)]!)),
      full,
      elsewhere,
      title,
    }),
  }
}
