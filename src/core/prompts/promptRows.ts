// Rows as prompts: the template's tokens with the places of its gaps. Texts give way where a prompt is too long, the template never.
import { LabError } from '../../shared/labError.ts'
import type { Model } from '../models/family.ts'
import { requireToken, type Encoded, type Tokenizer } from '../tokens/tokenizer.ts'
import { shorten } from './shorten.ts'
import { fillTemplate, type Template, type Texts } from './template.ts'

/** A solved row: its texts, and the tokens that belong into its gap. */
export interface Demonstration {
  readonly texts: Texts
  readonly word: readonly number[]
}

/** A prompt, and as much as it holds of the row's texts and of those of the demonstrations, in their order. */
export interface Prompted extends Encoded {
  readonly kept: Texts
  readonly demonstrated: readonly Texts[]
}

/** The tokens of a row of at most `maxLength` with the places that are read, and solved rows beside it. */
export type PromptEncoder = (
  texts: Texts,
  maxLength: number,
  demonstrations?: readonly Demonstration[],
) => Prompted

/** What stands around every row's prompt. */
export interface PromptFrame {
  /** Says once, before everything else, what is to be done. */
  readonly description?: string | undefined
  /** The template of the demonstrations where it is not that of the row. */
  readonly solved?: Template | undefined
}

/**
 * The prompts of `template` for a model. A masked language model is read at its mask tokens; one that reads from left to
 * right where the gap begins, at the prompt's last token. Demonstrations (Gao et al. 2021, section 6) are the same template
 * with its gap filled: after the row for a masked model, each ended like a text of its own and all of the second segment
 * where there are segments; before it, with empty lines between, for one that reads from left to right (Brown et al. 2020).
 * Where it is too long, the longest of all texts gives way first; description, templates and filled gaps stay whole.
 * @throws LabError('option') for a template that the model cannot be asked with, and from the encoder where not even the
 * template fits.
 */
export function promptEncoder(
  template: Template,
  { languageModel }: Pick<Model, 'languageModel'>,
  tokenizer: Tokenizer,
  frame: PromptFrame = {},
): PromptEncoder {
  const encode = (languageModel.kind === 'masked' ? masked : causal)(template, tokenizer, frame)
  return (texts, maxLength, demonstrations = []) => {
    const all = [texts, ...demonstrations.map((own) => own.texts)]
    let kept = all
    for (;;) {
      const [own, ...others] = kept as [Texts, ...Texts[]]
      const solved = others.map((of, i) => ({ texts: of, word: demonstrations[i]!.word }))
      const encoded = encode(own, solved)
      const length = encoded.ids.length
      if (length <= maxLength) return { ...encoded, truncated: kept !== all, kept: own, demonstrated: others }
      if (kept.every(({ text, pair }) => text === '' && !pair))
        throw tooLong(length, maxLength, demonstrations.length)
      kept = shortened(kept, (length - maxLength) / length)
    }
  }
}

type Encode = (texts: Texts, demonstrations: readonly Demonstration[]) => Encoded

function masked(template: Template, tokenizer: Tokenizer, frame: PromptFrame): Encode {
  const mask = requireToken(tokenizer, 'mask', 'A prompt')
  const gap = tokenizer.tokenOf(mask)
  // A mask of the text's own would be asked as well.
  const plain = (text: string): string => text.replaceAll(gap, ' ')
  const description = plain(frame.description ?? '').trim()
  const segments = (of: Template, { text, pair }: Texts): string[] =>
    fillTemplate(of, { text: plain(text), ...(pair === undefined ? {} : { pair: plain(pair) }) }, gap)
  const solve = ({ texts, word }: Demonstration): number[] => {
    let next = 0
    return segments(frame.solved ?? template, texts).flatMap((segment) => [
      ...[...tokenizer.bare(segment)].flatMap((id) => (id === mask ? (word[next++] ?? []) : id)),
      ...tokenizer.around.after,
    ])
  }
  // The same rows come again and again, each with others beside it.
  const solved = remembered(solve)
  const asked = remembered((texts: Texts): Encoded => {
    const [first = '', second] = segments(template, texts)
    const whole = `${description} ${first}`.trim()
    const encoded = tokenizer.encode(whole, second, Number.MAX_SAFE_INTEGER)
    return { ...encoded, asks: [...encoded.ids.keys()].filter((i) => encoded.ids[i] === mask) }
  })
  const secondType = tokenizer.encode('', '', 16).types.at(-1)!
  return (texts, demonstrations) => {
    const alone = asked(texts)
    if (demonstrations.length === 0) return alone
    const ids = Int32Array.of(...alone.ids, ...demonstrations.flatMap(solved))
    const types = new Uint8Array(ids.length).fill(secondType)
    types.set(alone.types)
    return { ...alone, ids, types }
  }
}

/** `make`, made once for each object. */
function remembered<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const made = new WeakMap<K, V>()
  return (key) => {
    const known = made.get(key) ?? make(key)
    made.set(key, known)
    return known
  }
}

function causal(template: Template, tokenizer: Tokenizer, frame: PromptFrame): Encode {
  const { parts, masks } = template
  const refuse = (why: string): LabError =>
    new LabError('option', `The template cannot be used with a model that reads from left to right: ${why}`, {
      option: 'cloze.template',
    })
  if (masks > 1) throw refuse('it answers with one token. Use {mask} once.')
  if (parts.at(-1)!.kind !== 'mask') throw refuse('nothing may come after {mask}. Put it at the end.')
  if (parts.some(({ kind }) => kind === 'segment')) throw refuse('it knows no segments. Take {segment} out.')
  const filled = (of: Template, texts: Texts): string => fillTemplate(of, texts, '')[0] ?? ''
  const description = frame.description?.trim() ? `${frame.description.trim()}\n\n` : ''
  return (texts, demonstrations) => {
    const solved = demonstrations.map(
      (own) => `${filled(frame.solved ?? template, own.texts)} ${tokenizer.decode(own.word).trim()}\n\n`,
    )
    const prompt = [description, ...solved, filled(template, texts)].join('')
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

/** What stands beside a prompt without content, as beside any other. */
interface Beside extends Pick<PromptFrame, 'description'> {
  readonly demonstrations?: readonly Demonstration[]
}

/**
 * The template with no content in place of the texts: first with none at all, then with "N/A", then with the mask token, or its
 * usual name where the model has none (Zhao et al. 2021, section 5). Description and demonstrations are part of what the
 * model leans by, and stay.
 */
export function contentFreePrompts(
  template: Template,
  model: Pick<Model, 'languageModel'>,
  tokenizer: Tokenizer,
  maxLength: number,
  { description, demonstrations = [] }: Beside = {},
): Encoded[] {
  const encode = promptEncoder(template, model, tokenizer, { description })
  const filled = (text: string): Encoded => encode({ text, pair: text }, maxLength, demonstrations)
  const third =
    model.languageModel.kind === 'masked'
      ? allMasks(template, model, tokenizer, maxLength, { description, demonstrations })
      : filled('[MASK]')
  return [filled(''), filled('N/A'), third]
}

function allMasks(
  template: Template,
  model: Pick<Model, 'languageModel'>,
  tokenizer: Tokenizer,
  maxLength: number,
  { description, demonstrations = [] }: Beside,
): Encoded {
  const parts = template.parts.map((part) => (part.kind === 'field' ? ({ kind: 'mask' } as const) : part))
  const encode = promptEncoder({ ...template, parts }, model, tokenizer, { description, solved: template })
  const { asks, ...encoded } = encode({ text: '' }, maxLength, demonstrations)
  // Only the gaps themselves are read.
  const isGap = template.parts
    .filter(({ kind }) => kind === 'mask' || kind === 'field')
    .map(({ kind }) => kind === 'mask')
  return { ...encoded, asks: asks!.filter((_, i) => isGap[i]) }
}

function shortened(all: readonly Texts[], share: number): Texts[] {
  const texts = shorten(
    all.flatMap(({ text, pair }) => (pair === undefined ? [text] : [text, pair])),
    share,
  )
  let next = 0
  return all.map(({ pair }) => ({
    text: texts[next++]!,
    ...(pair === undefined ? {} : { pair: texts[next++]! }),
  }))
}

function tooLong(length: number, maxLength: number, demonstrations: number): LabError {
  const what =
    demonstrations > 0 ? `The template alone, with ${demonstrations} demonstrations,` : 'The template alone'
  return new LabError(
    'option',
    `${what} has ${length} tokens, and a row may have ${maxLength}. Shorten the template, or allow longer texts.`,
    { option: 'cloze.template', length, maxLength },
  )
}
