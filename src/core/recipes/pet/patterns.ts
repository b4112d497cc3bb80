// The patterns of a run of PET: those that were given, or known ones and general ones beside them.
import type { DatasetManifest } from '../../../shared/dataset.ts'
import { LabError } from '../../../shared/labError.ts'
import type { PetPattern } from '../../../shared/pet.ts'
import type { LanguageModel } from '../../models/family.ts'
import { generalTemplates, knownPrompts } from '../../prompts/known.ts'
import { checkFields, parseTemplate } from '../../prompts/template.ts'
import { wordsOf, type LabelWords } from '../../prompts/verbalizer.ts'
import type { PetOptions } from './options.ts'

/** So many patterns at least, unless others are given. */
const fewest = 3

/**
 * Every pattern on every model.
 * @throws LabError('option') for templates that cannot be used, and for a single pattern on a single model.
 */
export function petPatterns(
  { patterns, words, models, repetitions }: PetOptions,
  { labels, pairs }: Pick<DatasetManifest, 'labels' | 'pairs'>,
  model: { readonly id: string; readonly languageModel: LanguageModel['kind'] },
): PetPattern[] {
  const known = knownPrompts(labels, pairs, model.languageModel)
  const usual = Object.keys(words).length > 0 ? words : known[0]!.words
  const given = linesOf(patterns)
  const chosen =
    given.length > 0
      ? given.map((text) => ownPattern(text, usual))
      : usualTemplates(known, generalTemplates(pairs, model.languageModel)).map((template) => ({
          template,
          words: usual,
        }))
  for (const { template } of chosen) checkFields(parseTemplate(template), pairs)
  const ids = [...new Set([model.id, ...linesOf(models)])]
  if (chosen.length * ids.length * repetitions < 2)
    throw new LabError(
      'option',
      'One pattern alone is no ensemble: its soft labels would only repeat what one run thinks. Give two patterns or more (pet.patterns), another model (pet.models), or more repetitions.',
      { option: 'pet.patterns' },
    )
  return ids.flatMap((id) =>
    chosen.map((pattern, i) => ({
      title: `Pattern ${i + 1}${ids.length > 1 ? ` on ${id}` : ''}`,
      template: pattern.template,
      words: Object.fromEntries(labels.map((label) => [label, wordsOf(label, pattern.words).join(', ')])),
      model: id,
    })),
  )
}

/** The lines of an option that say something. */
export const linesOf = (lines: readonly string[]): string[] =>
  lines.map((line) => line.trim()).filter((line) => line !== '')

function usualTemplates(
  known: readonly { readonly template: string }[],
  general: readonly string[],
): string[] {
  const templates = known.map(({ template }) => template)
  const others = general.filter((template) => !templates.includes(template))
  return [...templates, ...others.slice(0, Math.max(0, fewest - templates.length))]
}

/** "TEMPLATE => label=word/word, label=word", or a template alone. */
function ownPattern(text: string, usual: LabelWords): { template: string; words: LabelWords } {
  const [template = '', list] = text.split(/\s+=>\s+/)
  if (list === undefined) return { template, words: usual }
  const words = list.split(',').map((part) => {
    const [, label = '', word = ''] = /^\s*(.+?)\s*=\s*(.+?)\s*$/.exec(part) ?? []
    if (label !== '') return [label, word] as const
    throw new LabError(
      'option',
      `The words of the pattern "${template}" are written as label=word, with commas between them, not "${part.trim()}".`,
      { option: 'pet.patterns' },
    )
  })
  return { template, words: Object.fromEntries(words) }
}
