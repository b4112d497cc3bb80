// Which rules a run can be asked by, and where each begins.
import type { RunInfo } from '../../../shared/runInfo.ts'
import { ruleOfWords } from '../../../shared/exits/ruleWords.ts'
import type { ExitRule, ExitRuleName } from '../../../shared/exits/rules.ts'

/** A rule as it is being set; `words` are its threshold, or one for each layer with slashes between them. */
export interface RuleDraft {
  /** Null asks all layers. */
  readonly rule: ExitRuleName | null
  readonly words: string
}

/** Thresholds to begin with: careful ones. */
export const firstWords: Readonly<Record<ExitRuleName, string>> = {
  entropy: '0.3',
  probability: '0.9',
  patience: '2',
  certainty: '0.1',
}

export const hasExits = ({ spec }: Pick<RunInfo, 'spec'>): boolean => spec.exit.id !== 'none'

/** Numbers have no probabilities, and not every run has learned its certainty. */
export function rulesFor({ spec }: Pick<RunInfo, 'spec'>): readonly ExitRuleName[] {
  const numbers = ['regress', 'clozeScore'].includes(spec.objective.id)
  return [
    ...(numbers ? [] : (['entropy', 'probability'] as const)),
    'patience',
    ...(spec.exit.options['certainty'] === true ? (['certainty'] as const) : []),
  ]
}

/** What stands in a rule's place where all layers are asked. */
export const allLayers = 'all'

/** The rule that an address asks for where the run allows it, else the run's first. */
export function firstRule(run: Pick<RunInfo, 'spec'>, asked: string | null): RuleDraft {
  const rules = rulesFor(run)
  const first = { rule: rules[0]!, words: firstWords[rules[0]!] }
  if (asked === allLayers) return { ...first, rule: null }
  const given = ruleOfWords(asked ?? '')
  return given && rules.includes(given.rule)
    ? { rule: given.rule, words: asked!.split('=')[1]!.trim() }
    : first
}

/** The words by which an address asks for a draft. */
export const askedBy = ({ rule, words }: RuleDraft): string =>
  rule === null ? allLayers : `${rule}=${words}`

/** The rule of a draft; null where its threshold is no number, and for all layers. */
export const ruleOf = ({ rule, words }: RuleDraft): ExitRule | null =>
  rule === null ? null : ruleOfWords(askedBy({ rule, words }))
