// A template: how a row becomes a sentence with a gap. "{text_a} It was {mask}." is one; a person can read and write it.
import { LabError } from '../../shared/labError.ts'

/** What may be done to a text before it is put in (Gao et al. 2021, section 5 and appendix B, change case and end the same way). */
export const modifiers = {
  'lower-first': (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1),
  'no-punctuation': (text: string): string => text.replace(/[\s\p{P}]+$/u, ''),
} as const
export type Modifier = keyof typeof modifiers

export type TemplatePart =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'field'; readonly field: 'text' | 'pair'; readonly modifiers: readonly Modifier[] }
  | { readonly kind: 'mask' }
  /** Where the first of two segments ends. */
  | { readonly kind: 'segment' }

export interface Template {
  readonly text: string
  readonly parts: readonly TemplatePart[]
  /** How many tokens it asks for. */
  readonly masks: number
}

/** The texts of a row. */
export interface Texts {
  readonly text: string
  readonly pair?: string | undefined
}

const option = 'cloze.template'
const fields: { readonly [name: string]: 'text' | 'pair' } = { text: 'text', text_a: 'text', text_b: 'pair' }
const example = 'A template is written like "{text_a} It was {mask}."'

/**
 * Reads a template. Fields: `{text_a}` (or `{text}`) and `{text_b}`, each with modifiers after a colon
 * (`{text_b:lower-first}`, `{text_a:no-punctuation}`, several with commas); `{mask}`, as often as a label word has tokens;
 * `{segment}` between the two segments of models that have such. A brace itself is written twice.
 * @throws LabError('option') naming the place and what would be right.
 */
export function parseTemplate(text: string): Template {
  const parts: TemplatePart[] = []
  let words = ''
  const endWords = (): void => {
    if (words !== '') parts.push({ kind: 'words', text: words })
    words = ''
  }
  for (let at = 0; at < text.length;) {
    const [two, one] = [text.slice(at, at + 2), text[at]!]
    if (two === '{{' || two === '}}') {
      words += one
      at += 2
    } else if (one === '{') {
      const close = text.indexOf('}', at)
      if (close < 0) throw wrong(`The brace at character ${at + 1} is never closed.`)
      endWords()
      parts.push(partOf(text.slice(at + 1, close)))
      at = close + 1
    } else if (one === '}') {
      throw wrong(`The brace at character ${at + 1} closes nothing. Write }} for a brace itself.`)
    } else {
      words += one
      at++
    }
  }
  endWords()
  const count = (kind: TemplatePart['kind']): number => parts.filter((part) => part.kind === kind).length
  if (count('mask') === 0) throw wrong('It has no {mask}, the gap that the model fills.')
  if (count('field') === 0) throw wrong('It has no {text_a}, so every row would be asked the same.')
  if (count('segment') > 1) throw wrong('It has more than one {segment}; models know two at most.')
  return { text, parts, masks: count('mask') }
}

function partOf(inside: string): TemplatePart {
  const [name = '', ...rest] = inside.split(':').map((word) => word.trim())
  if (name === 'mask' || name === 'segment') return { kind: name }
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (field === undefined)
    throw wrong(`There is no field {${inside}}. Fields are {text_a}, {text_b}, {mask} and {segment}.`)
  const chosen = rest.flatMap((list) => list.split(',')).map((word) => word.trim())
  const stray = chosen.find((word) => !Object.hasOwn(modifiers, word))
  if (stray !== undefined)
    throw wrong(`{${inside}} has no modifier "${stray}". There are ${Object.keys(modifiers).join(' and ')}.`)
  return { kind: 'field', field, modifiers: chosen as Modifier[] }
}

function wrong(why: string): LabError {
  return new LabError('option', `The template cannot be used. ${why} ${example}`, { option })
}

/** Throws LabError `option` where the template asks for a second text and rows have none, or leaves it out. */
export function checkFields({ parts }: Template, pairs: boolean): void {
  const asksPair = parts.some((part) => part.kind === 'field' && part.field === 'pair')
  if (asksPair && !pairs)
    throw new LabError(
      'option',
      'The template has {text_b}, but the dataset’s rows have one text each. Take {text_b} out, or choose the column of the second text when importing.',
      { option },
    )
  if (!asksPair && pairs)
    throw new LabError(
      'option',
      'The dataset’s rows are pairs, and the template leaves {text_b} out. Say where the second text belongs, e.g. "{text_a} {mask}, {text_b}".',
      { option },
    )
}

/** The template with a row's texts put in and `gap` for each mask: its one or two segments. */
export function fillTemplate(template: Template, texts: Texts, gap: string): string[] {
  const segments = ['']
  for (const { kind, text } of filledParts(template, texts)) {
    if (kind === 'segment') segments.push('')
    else segments[segments.length - 1] += kind === 'mask' ? gap : text
  }
  return segments.map((segment) => segment.trim())
}

/** The template part by part with a row's texts put in; gaps and the border of segments have no text. */
export function filledParts(
  { parts }: Template,
  texts: Texts,
): { readonly kind: TemplatePart['kind']; readonly text: string }[] {
  return parts.map((part) => {
    if (part.kind === 'words') return part
    if (part.kind !== 'field') return { kind: part.kind, text: '' }
    const text = part.modifiers.reduce((own, name) => modifiers[name](own), texts[part.field] ?? '')
    return { kind: 'field', text }
  })
}
