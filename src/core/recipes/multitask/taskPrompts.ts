// The prompts of each task of a multi-task training: those that a person has given for it, or those that are known.
import type { DatasetManifest } from '../../../shared/dataset.ts'
import { LabError } from '../../../shared/labError.ts'
import type { LanguageModel } from '../../models/family.ts'
import { knownPrompts } from '../../prompts/known.ts'
import { checkFields, parseTemplate } from '../../prompts/template.ts'
import { wordsOf, type LabelWords } from '../../prompts/verbalizer.ts'

export type TaskPrompts = {
  readonly templates: readonly string[]
  /** One word for each label: there is one gap, and one right answer. */
  readonly words: LabelWords
}

type Asked = Pick<DatasetManifest, 'name' | 'labels' | 'pairs'>

/** "dataset = template", as the option `templates` has them. */
export interface GivenTemplate {
  readonly dataset: string
  readonly template: string
}

/** @throws LabError('option') for one that is not written "dataset = template". */
export function givenTemplates(all: readonly string[]): GivenTemplate[] {
  return all
    .filter((text) => text.trim() !== '')
    .map((text) => {
      const [, dataset = '', template = ''] = /^\s*([^=]+?)\s*=\s*(.+?)\s*$/s.exec(text) ?? []
      if (dataset !== '') return { dataset, template }
      throw new LabError(
        'option',
        `"${text}" does not say whose template it is. Write it as "dataset = template", e.g. "reviews.csv = {text_a} It was {mask}."`,
        { option: 'multitask.templates' },
      )
    })
}

/**
 * The prompts of one task. `words` are used for whatever labels they name.
 * @throws LabError('option') for a template that cannot be used; it has one gap and no segments.
 */
export function taskPrompts(
  { name, labels, pairs }: Asked,
  kind: LanguageModel['kind'],
  given: readonly GivenTemplate[],
  words: LabelWords,
): TaskPrompts {
  const known = knownPrompts(labels, pairs, kind)
  const own = given.filter(({ dataset }) => same(dataset, name)).map(({ template }) => template)
  const templates = own.length > 0 ? own : known.map(({ template }) => template)
  for (const text of templates) {
    const template = parseTemplate(text)
    checkFields(template, pairs)
    if (template.masks > 1 || template.parts.some((part) => part.kind === 'segment'))
      throw new LabError(
        'option',
        `The template "${text}" of "${name}" cannot be mixed with others: each has one {mask} and no {segment}.`,
        { option: 'multitask.templates' },
      )
  }
  const usual = { ...known[0]!.words, ...words }
  return {
    templates,
    words: Object.fromEntries(labels.map((label) => [label, wordsOf(label, usual)[0] ?? label])),
  }
}

/** A dataset by its name, with or without the ending of its file. */
const same = (given: string, name: string): boolean =>
  given === name || given === name.replace(/\.[^.]*$/, '')
