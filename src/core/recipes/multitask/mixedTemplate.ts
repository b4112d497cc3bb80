// The one template in which the prompts of several tasks are rows of one dataset: a row has what stands before the gap and after it.
import type { LanguageModel } from '../../models/family.ts'
import { filledParts, type Template, type Texts } from '../../prompts/template.ts'

/** A model that reads from left to right answers where the prompt ends, so nothing stands behind its gap. */
export const mixedTemplate = (kind: LanguageModel['kind']): string =>
  kind === 'masked' ? '{text_a}{mask}{text_b}' : '{text_a}{mask}'

/** A filled template as a row of the mixed one: the same sentence, since texts are put in as they are. */
export function mixedRow(template: Template, texts: Texts, kind: LanguageModel['kind']): Texts {
  const parts = filledParts(template, texts)
  const gap = parts.findIndex((part) => part.kind === 'mask')
  const join = (some: typeof parts): string => some.map(({ text }) => text).join('')
  const text = join(parts.slice(0, gap))
  return kind === 'masked' ? { text, pair: join(parts.slice(gap + 1)) } : { text }
}
