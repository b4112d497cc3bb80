// A model's own tokenizer: texts to token ids with the special tokens that the model expects, and back.
import { Tokenizer as Library } from '@huggingface/tokenizers'
import { z } from 'zod'
import { issueSentence } from '../../shared/issueSentence.ts'
import { LabError } from '../../shared/labError.ts'
import { pipeline, type Pipeline } from './pipeline/pipeline.ts'
import { readTokenizerFolder, type TokenNames } from './tokenizerFolder.ts'
import { longestFirst } from './truncate.ts'

/** Ids of the tokens that a tokenizer has for a purpose; null where it has none. A family decides which it needs. */
export interface SpecialTokens {
  readonly pad: number | null
  readonly cls: number | null
  readonly sep: number | null
  readonly unknown: number | null
  readonly mask: number | null
  /** Before the first and after the last token of a text that is generated. */
  readonly bos: number | null
  readonly eos: number | null
}

export interface Encoded {
  readonly ids: Int32Array
  /** Segments as the model's tokenizer gives them: for BERT 0 for the first text and its special tokens, 1 for the second. */
  readonly types: Uint8Array
  /** Whether some text was cut off. */
  readonly truncated: boolean
  /** The places of a prompt that are read. */
  readonly asks?: readonly number[]
}

export interface Tokenizer {
  /** One more than the largest token id. */
  readonly vocabularySize: number
  readonly special: SpecialTokens
  /** At most `maxLength` tokens, special ones included; pairs are cut longest first. */
  encode(text: string, pair: string | undefined, maxLength: number): Encoded
  /** The tokens of a text alone: uncut, and without special ones. */
  bare(text: string): Int32Array
  /** The special tokens before and after a single text. */
  readonly around: { readonly before: readonly number[]; readonly after: readonly number[] }
  /** The text of `ids`, without special tokens. */
  decode(ids: Iterable<number>): string
  /** @throws LabError('tokenizer') for an id that is not in the vocabulary. */
  tokenOf(id: number): string
  idOf(token: string): number | undefined
  /** All tokens with their ids. */
  readonly vocabulary: ReadonlyMap<string, number>
  /** Ids that stand for no text. */
  readonly specialIds: ReadonlySet<number>
}

/**
 * The tokenizer in a model folder. Reads local files only.
 * It uses the tokenizers library below transformers.js, which loads in 5 ms and without onnxruntime.
 * @throws LabError('tokenizer') when files are missing or damaged.
 */
export async function loadTokenizer(folder: string): Promise<Tokenizer> {
  const { tokenizer, config } = await readTokenizerFolder(folder)
  const { library, tokenize, surround } = construct(folder, tokenizer, config)
  const special = specialTokens(library, config)
  const specials = { single: surround([], null).ids.length, pair: surround([], []).ids.length }
  const vocabulary = library.get_vocab()

  return {
    special,
    vocabulary,
    specialIds: specialIds(library, special),
    vocabularySize: [...vocabulary.values()].reduce((most, id) => Math.max(most, id), -1) + 1,
    encode: (text, pair, maxLength) => {
      const room = maxLength - (pair === undefined ? specials.single : specials.pair)
      if (room < 1)
        throw new LabError(
          'option',
          `A maximum length of ${maxLength} leaves no room for text beside the special tokens. Choose at least ${maxLength - room + 1}.`,
          { maxLength },
        )
      const first = tokenize(text)
      const second = pair === undefined ? null : tokenize(pair)
      const [keepFirst, keepSecond] = longestFirst(first.length, second?.length ?? 0, room)
      const { ids, types } = surround(first.slice(0, keepFirst), second?.slice(0, keepSecond) ?? null)
      return {
        ids: Int32Array.from(ids),
        types: Uint8Array.from(types),
        truncated: keepFirst < first.length || keepSecond < (second?.length ?? 0),
      }
    },
    bare: (text) => Int32Array.from(tokenize(text)),
    around: around(surround),
    decode: (ids) => {
      const list = [...ids]
      return list.length === 0
        ? ''
        : library.decode(list, { skip_special_tokens: true, clean_up_tokenization_spaces: false })
    },
    tokenOf: (id) => {
      const token = library.id_to_token(id)
      if (token === undefined)
        throw new LabError('tokenizer', `The tokenizer in ${folder} has no token with id ${id}.`, {
          folder,
          id,
        })
      return token
    },
    idOf: (token) => library.token_to_id(token),
  }
}

function construct(folder: string, tokenizer: object, config: TokenNames): { library: Library } & Pipeline {
  try {
    const library = new Library(tokenizer, config)
    return { library, ...pipeline(tokenizer, library) }
  } catch (thrown) {
    const issue = thrown instanceof z.ZodError ? thrown.issues[0] : undefined
    const reason = issue ? `${issue.path.join('.')}: ${issueSentence(issue)}` : LabError.from(thrown).message
    throw new LabError(
      'tokenizer',
      `The tokenizer in ${folder} cannot be used: ${reason.replace(/\.$/, '')}. Use a model with a tokenizer.json of the tokenizers library.`,
      { folder, reason },
      thrown,
    )
  }
}

/**
 * The id of a special token that `purpose` ("Masked language modelling") cannot do without.
 * @throws LabError('tokenizer') when the tokenizer has none.
 */
export function requireToken(
  { special }: Pick<Tokenizer, 'special'>,
  name: keyof SpecialTokens,
  purpose: string,
): number {
  const id = special[name]
  if (id !== null) return id
  const field = fields[name]
  throw new LabError(
    'tokenizer',
    `${purpose} needs a ${titles[name]} token, and the model's tokenizer has none. If it has one under another name, name it as "${field}" in tokenizer_config.json.`,
    { field },
  )
}

const titles: Readonly<Record<keyof SpecialTokens, string>> = {
  pad: 'padding',
  cls: 'class',
  sep: 'separator',
  unknown: 'unknown',
  mask: 'mask',
  bos: 'beginning-of-text',
  eos: 'end-of-text',
}

const fields = {
  pad: 'pad_token',
  cls: 'cls_token',
  sep: 'sep_token',
  unknown: 'unk_token',
  mask: 'mask_token',
  bos: 'bos_token',
  eos: 'eos_token',
} as const

/** What tokenizers without tokenizer_config.json usually call them. */
const usual: Readonly<Record<keyof SpecialTokens, readonly string[]>> = {
  pad: ['[PAD]', '<pad>'],
  cls: ['[CLS]', '<s>'],
  sep: ['[SEP]', '</s>'],
  unknown: ['[UNK]', '<unk>'],
  mask: ['[MASK]', '<mask>'],
  bos: ['<s>', '<|endoftext|>'],
  eos: ['</s>', '<|endoftext|>'],
}

function specialTokens(library: Library, names: TokenNames): SpecialTokens {
  const find = (name: keyof SpecialTokens): number | null => {
    const given = names[fields[name]]
    for (const token of given ? [given] : usual[name]) {
      const id = library.token_to_id(token)
      if (id !== undefined) return id
    }
    return null
  }
  return {
    pad: find('pad'),
    cls: find('cls'),
    sep: find('sep'),
    unknown: find('unknown'),
    mask: find('mask'),
    bos: find('bos'),
    eos: find('eos'),
  }
}

function specialIds(library: Library, special: SpecialTokens): ReadonlySet<number> {
  const added = [...library.get_added_tokens_decoder().values()]
  const named = Object.values(special).filter((id): id is number => id !== null)
  return new Set([...named, ...added.filter((token) => token.special).map(({ id }) => id)])
}

// What the post-processor puts around a text, seen on one that is no token of any vocabulary.
function around(surround: Pipeline['surround']): Tokenizer['around'] {
  const text = -1
  const { ids } = surround([text], null)
  const at = ids.indexOf(text)
  return { before: ids.slice(0, at), after: ids.slice(at + 1) }
}
