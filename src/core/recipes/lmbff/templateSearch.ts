// Where automatic templates come from (Gao et al. 2021, section 5.2): whoever can say how likely words are around a label word.
import type { FoundTemplates } from '../../../shared/lmbff.ts'
import type { Texts } from '../../prompts/template.ts'
import type { Tokenizer } from '../../tokens/tokenizer.ts'

/** A training row with the tokens of its label's word. */
export interface SolvedRow {
  readonly texts: Texts
  readonly word: readonly number[]
}

/** Its score is the mean over the rows of the log-probability that the model gives its words, or the mean of these. */
export type FoundTemplate = FoundTemplates['found'][number]

export interface TemplateSearchOptions {
  readonly pairs: boolean
  /** Beginnings of a template that are followed at once. */
  readonly beam: number
  /** Longest text with a template, in tokens of whoever searches. */
  readonly maxLength: number
  /** Hears how many steps are done; what it throws ends the search. */
  readonly onStep?: (done: number) => void
}

/** A model that is ready to search. */
export interface TemplateSearch {
  readonly tokenizer: Tokenizer
  /** The most tokens that a label word may have. */
  readonly wordTokens: number
  /** How many steps a search has. */
  steps(pairs: boolean): number
  /** At most `count` templates, best first. */
  search(rows: readonly SolvedRow[], count: number, options: TemplateSearchOptions): Promise<FoundTemplate[]>
  release(): Promise<void>
}

/** Each template once, with the best of its scores, best first. */
export function bestFirst(found: readonly FoundTemplate[]): FoundTemplate[] {
  const best = new Map<string, FoundTemplate>()
  for (const one of found.toSorted((a, b) => b.score - a.score))
    if (!best.has(one.template)) best.set(one.template, one)
  return [...best.values()]
}
