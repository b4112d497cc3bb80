// Rows as prompts: the template's tokens with the places of its gaps. Texts give way where a prompt is too long, the template never.
import { LabError } from '../../shared/labError.ts'
import type { Model } from '../models/family.ts'
import { requireToken, type Encoded, type Tokenizer } from '../tokens/tokenizer.ts'
import { fillTemplate, type Template, type Texts } from './template.ts'

/** The tokens of a row of at most `maxLength`, with the places that are read, and as much of its texts as they hold. */
export type PromptEncoder = (texts: Texts, maxLength: number) => Encoded & { readonly kept: Texts }

/**
 * The prompts of `template` for a model. A masked language model is read at its mask tokens; one that reads from left to
 * right where the gap begins, at the prompt's last token.
 * @throws LabError('option') for a template that the model cannot be asked with, and from the encoder where not even the
 * template fits.
 */
export function promptEncoder(
  template: Template,
  { languageModel }: Pick<Model, 'languageModel'>,
  tokenizer: Tokenizer,
): PromptEncoder {
  const encode = languageModel.kind === 'masked' ? masked(template, tokenizer) : causal(template, tokenizer)
  return (texts, maxLength) => {
    let kept = texts
    for (;;) {
      const encoded = encode(kept)
      const length = encoded.ids.length
      if (length <= maxLength) return { ...encoded, truncated: kept !== texts, kept }
      if (kept.text === '' && !kept.pair) throw tooLong(length, maxLength)
      kept = shorten(kept, (length - maxLength) / length)
    }
  }
}

function masked(template: Template, tokenizer: Tokenizer): (texts: Texts) => Encoded {
  const mask = requireToken(tokenizer, 'mask', 'A prompt')
  const gap = tokenizer.tokenOf(mask)
  // A mask of the text's own would be asked as well.
  const plain = (text: string): string => text.replaceAll(gap, ' ')
  return ({ text, pair }) => {
    const own = { text: plain(text), ...(pair === undefined ? {} : { pair: plain(pair) }) }
    const [first = '', second] = fillTemplate(template, own, gap)
    const encoded = tokenizer.encode(first, second, Number.MAX_SAFE_INTEGER)
    return { ...encoded, asks: [...encoded.ids.keys()].filter((i) => encoded.ids[i] === mask) }
  }
}

function causal(template: Template, tokenizer: Tokenizer): (texts: Texts) => Encoded {
  const { parts, masks } = template
  const refuse = (why: string): LabError =>
    new LabError('option', `The template cannot be used with a model that reads from left to right: ${why}`, {
      option: 'cloze.template',
    })
  if (masks > 1) throw refuse('it answers with one token. Use {mask} once.')
  if (parts.at(-1)!.kind !== 'mask') throw refuse('nothing may come after {mask}. Put it at the end.')
  if (parts.some(({ kind }) => kind === 'segment')) throw refuse('it knows no segments. Take {segment} out.')
  return (texts) => {
    const [prompt = ''] = fillTemplate(template, texts, '')
    const ids = Int32Array.of(...tokenizer.around.before, ...tokenizer.bare(prompt))
    if (ids.length === 0) return encodedStart(tokenizer)
    return { ids, types: new Uint8Array(ids.length), truncated: false, asks: [ids.length - 1] }
  }
}

/** A prompt of nothing: the model is asked what begins a text. */
function encodedStart(tokenizer: Tokenizer): Encoded {
  const start = tokenizer.special.bos ?? requireToken(tokenizer, 'eos', 'A prompt without text')
  return { ids: Int32Array.of(start), types: new Uint8Array(1), truncated: false, asks: [0] }
}

/**
 * The template with no content in place of the texts: first with none at all, then with "N/A", then with the mask token, or its
 * usual name where the model has none (Zhao et al. 2021, section 5).
 */
export function contentFreePrompts(
  template: Template,
  model: Pick<Model, 'languageModel'>,
  tokenizer: Tokenizer,
  maxLength: number,
): Encoded[] {
  const encode = promptEncoder(template, model, tokenizer)
  const filled = (text: string): Encoded => encode({ text, pair: text }, maxLength)
  const third =
    model.languageModel.kind === 'masked' ? allMasks(template, model, tokenizer, maxLength) : filled('[MASK]')
  return [filled(''), filled('N/A'), third]
}

function allMasks(
  template: Template,
  model: Pick<Model, 'languageModel'>,
  tokenizer: Tokenizer,
  maxLength: number,
): Encoded {
  const parts = template.parts.map((part) => (part.kind === 'field' ? ({ kind: 'mask' } as const) : part))
  const { asks, ...encoded } = promptEncoder(
    { ...template, parts },
    model,
    tokenizer,
  )({ text: '' }, maxLength)
  // Only the gaps themselves are read.
  const isGap = template.parts
    .filter(({ kind }) => kind === 'mask' || kind === 'field')
    .map(({ kind }) => kind === 'mask')
  return { ...encoded, asks: asks!.filter((_, i) => isGap[i]) }
}

/** The texts less about a share of their characters, at least one; the longer gives way until both are as long. */
function shorten({ text, pair }: Texts, share: number): Texts {
  const [first, second] = [[...text], [...(pair ?? '')]]
  let drop = Math.max(1, Math.floor(share * (first.length + second.length)))
  const ahead = Math.min(drop, Math.abs(first.length - second.length))
  const longer = first.length >= second.length ? first : second
  longer.length -= ahead
  drop -= ahead
  first.length -= Math.min(first.length, Math.floor(drop / 2))
  const rest = drop - Math.floor(drop / 2)
  const last = second.length > 0 ? second : first
  last.length -= Math.min(last.length, rest)
  return { text: first.join(''), ...(pair === undefined ? {} : { pair: second.join('') }) }
}

function tooLong(length: number, maxLength: number): LabError {
  return new LabError(
    'option',
    `The template alone has ${length} tokens, and a row may have ${maxLength}. Shorten the template, or allow longer texts.`,
    { option: 'cloze.template', length, maxLength },
  )
}
