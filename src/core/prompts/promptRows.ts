// Rows as prompts: the template's tokens with the places of its gaps. Texts give way where a prompt is too long, the template never.
import { LabError } from '../../shared/labError.ts'
import type { Model } from '../models/family.ts'
import { requireToken, type Encoded, type Tokenizer } from '../tokens/tokenizer.ts'
import { fillTemplate, type Template, type Texts } from './template.ts'

/** The tokens of a row of at most `maxLength`, with the places that are read. */
export type PromptEncoder = (texts: Texts, maxLength: number) => Encoded

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
      if (length <= maxLength) return { ...encoded, truncated: kept !== texts }
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
    const [first = '', second] = fillTemplate(template, own, () => gap)
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
    const [prompt = ''] = fillTemplate(template, texts, () => '')
    const ids = Int32Array.of(...tokenizer.around.before, ...tokenizer.bare(prompt))
    return { ids, types: new Uint8Array(ids.length), truncated: false, asks: [ids.length - 1] }
  }
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
