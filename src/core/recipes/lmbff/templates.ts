// Automatic templates (Gao et al. 2021, section 5.2), with the masked language model itself in place of T5: it fills the
// gaps around the label words of the training rows by beam search.
import type { VocabularyReader } from '../../inference/vocabularyReader.ts'
import { promptEncoder } from '../../prompts/promptRows.ts'
import { parseTemplate } from '../../prompts/template.ts'
import type { Encoded } from '../../tokens/tokenizer.ts'
import { emptyTemplates, filledNext, openGaps, templateText, type GapTemplate } from './gapTemplate.ts'
import {
  bestFirst,
  type FoundTemplate,
  type SolvedRow,
  type TemplateSearch,
  type TemplateSearchOptions,
} from './templateSearch.ts'
import { punctuation, wholeWords } from './wholeWords.ts'

/** Searches with a masked language model. */
export function maskedTemplates(reader: VocabularyReader): TemplateSearch {
  const allowed = { words: wholeWords(reader.tokenizer), signs: punctuation(reader.tokenizer) }
  return {
    tokenizer: reader.tokenizer,
    wordTokens: 1,
    steps: (pairs) => emptyTemplates(pairs).length,
    search: async (rows, count, options) =>
      (await searchTemplates(reader, rows, allowed, options)).slice(0, count),
    release: () => reader.release(),
  }
}

interface Beam {
  readonly template: GapTemplate
  /** Sum over its words of their mean log-probability over the rows. */
  readonly sum: number
}

/**
 * Templates for rows of one kind, best first. For each form (some gaps before the label word, some after) the gaps are filled
 * from left to right: the score of a word is its log-probability in its gap, averaged over all rows with their own label
 * words in place, and the `beam` best beginnings go on. `words` may stand anywhere, `signs` (punctuation) only after a word.
 * `onStep` hears how many forms are done.
 */
export async function searchTemplates(
  reader: VocabularyReader,
  rows: readonly SolvedRow[],
  allowed: { readonly words: ReadonlyMap<number, string>; readonly signs: ReadonlyMap<number, string> },
  { pairs, beam, maxLength: longest, onStep = () => {} }: TemplateSearchOptions,
): Promise<FoundTemplate[]> {
  const forms = emptyTemplates(pairs)
  const maxLength = Math.min(longest, reader.model.facts.maxLength)
  const found: FoundTemplate[] = []
  for (const [i, form] of forms.entries()) {
    const length = openGaps(form).all
    let beams: readonly Beam[] = [{ template: form, sum: 0 }]
    for (let gap = 0; gap < length; gap++) {
      const longer: Beam[] = []
      for (const one of beams) longer.push(...(await extended(reader, rows, allowed, one, beam, maxLength)))
      beams = longer.sort((a, b) => b.sum - a.sum).slice(0, beam)
    }
    for (const { template, sum } of beams)
      found.push({ template: templateText(template), score: sum / length })
    onStep(i + 1)
  }
  return bestFirst(found)
}

/** The `beam` best words for the leftmost gap of a template. */
async function extended(
  reader: VocabularyReader,
  rows: readonly SolvedRow[],
  { words, signs }: Parameters<typeof searchTemplates>[2],
  { template, sum }: Beam,
  beam: number,
  maxLength: number,
): Promise<Beam[]> {
  const prompts = solvedPrompts(reader, rows, template, maxLength)
  let means: Float64Array | undefined
  await reader.read(prompts, ([gap]) => {
    means ??= new Float64Array(gap!.length)
    for (let id = 0; id < gap!.length; id++) means[id]! += gap![id]! / rows.length
  })
  const { last, repeats } = neighbours(template)
  const choices = [...words, ...(last === 'word' ? signs : [])].filter(([, word]) => !repeats.has(word))
  return choices
    .sort(([a], [b]) => means![b]! - means![a]!)
    .slice(0, beam)
    .map(([id, word]) => ({ template: filledNext(template, word), sum: sum + means![id]! }))
}

/** What stands before the leftmost gap, and the words that the template has already. */
function neighbours({ before, after, layout }: GapTemplate): {
  readonly last: 'word' | 'sign' | 'text'
  readonly repeats: ReadonlySet<string>
} {
  const words = [...before, ...after].filter((word) => word !== null)
  const line = before.includes(null) ? before : after
  const at = line.indexOf(null)
  const own = at > 0 ? line[at - 1]! : null
  const last =
    own !== null
      ? /^\p{L}/u.test(own)
        ? 'word'
        : 'sign'
      : line === after
        ? 'word'
        : layout === 'before'
          ? 'sign'
          : 'text'
  return { last, repeats: new Set(words) }
}

/** The rows with their words in place of the label word, asked for the leftmost gap alone. */
function solvedPrompts(
  { model, tokenizer }: VocabularyReader,
  rows: readonly SolvedRow[],
  template: GapTemplate,
  maxLength: number,
): Encoded[] {
  const encode = promptEncoder(parseTemplate(templateText(template)), model, tokenizer)
  const open = openGaps(template)
  return rows.map(({ texts, word }) => {
    const { ids, types, truncated, asks } = encode(texts, maxLength)
    const solved = ids.slice()
    solved[asks![open.before]!] = word[0]!
    return { ids: solved, types, truncated, asks: [asks![open.before > 0 ? 0 : 1]!] }
  })
}
