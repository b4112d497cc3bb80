// The pre-tokenizers of a tokenizer.json: they cut a normalized text into words, which the model then cuts into tokens.
import { z } from 'zod'
import { make, type Part } from './part.ts'
import { behaviour, cut, pattern, type Behaviour } from './patterns.ts'
import { punctuation, wordsAndOthers } from './unicode.ts'

/** A piece of a text; `first` at the very beginning of the text. */
export interface Piece {
  readonly text: string
  readonly first: boolean
}

export type PreTokenizer = (pieces: readonly Piece[]) => Piece[]

/** @throws LabError('tokenizer') for a pre-tokenizer that Lathe does not know. */
export function preTokenizer(config: unknown): PreTokenizer {
  return config === null ? (pieces) => [...pieces] : make('pre-tokenizer', kinds, config)
}

const kinds: Readonly<Record<string, (config: Part) => PreTokenizer>> = {
  BertPreTokenizer: () => (pieces) =>
    cutting(punctuation, 'isolated')(cutting(/\p{White_Space}/gu, 'removed')(pieces)),
  ByteLevel: (config) => {
    const { add_prefix_space, use_regex } = z
      .object({ add_prefix_space: z.boolean().default(true), use_regex: z.boolean().default(true) })
      .parse(config)
    return (pieces) => {
      const spaced = add_prefix_space ? pieces.map((piece) => prefixed(piece, ' ')) : pieces
      return (use_regex ? cutting(gpt2Words, 'isolated')(spaced) : spaced).map(({ text, first }) => ({
        text: Array.from(Buffer.from(text), (byte) => byteCharacters[byte]).join(''),
        first,
      }))
    }
  },
  Digits: (config) => {
    const { individual_digits } = z.object({ individual_digits: z.boolean().default(false) }).parse(config)
    return cutting(/\p{N}/gu, individual_digits ? 'isolated' : 'contiguous')
  },
  Metaspace: (config) => {
    const options = metaspace.parse(config)
    const scheme = options.prepend_scheme ?? (options.add_prefix_space ? 'always' : 'never')
    const split = options.split
      ? cutting(pattern.parse({ String: options.replacement }), 'mergedwithnext')
      : (pieces: readonly Piece[]) => [...pieces]
    return (pieces) =>
      split(
        pieces.map(({ text, first }) => {
          const marked = { text: text.replaceAll(' ', options.replacement), first }
          return scheme === 'always' || (scheme === 'first' && first)
            ? prefixed(marked, options.replacement)
            : marked
        }),
      )
  },
  Punctuation: (config) => cutting(punctuation, howOf(config)),
  Sequence: (config) => {
    const all = z
      .object({ pretokenizers: z.array(z.unknown()) })
      .parse(config)
      .pretokenizers.map(preTokenizer)
    return (pieces) => all.reduce((p, preTokenize) => preTokenize(p), [...pieces])
  },
  Split: (config) => {
    const options = z.object({ pattern, invert: z.boolean().default(false) }).parse(config)
    return cutting(options.pattern, howOf(config), options.invert)
  },
  Whitespace: () => cutting(wordsAndOthers, 'removed', true),
  WhitespaceSplit: () => cutting(/\p{White_Space}/gu, 'removed'),
}

const metaspace = z.object({
  replacement: z.string().default('\u2581'),
  prepend_scheme: z.enum(['always', 'first', 'never']).optional(),
  // What older files say instead of the scheme.
  add_prefix_space: z.boolean().default(true),
  split: z.boolean().default(true),
})

/** GPT-2's words: contractions, then letters, digits or other signs with at most one space before them, then spaces. */
const gpt2Words =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu

function howOf(config: Part): Behaviour {
  const { behavior } = z.object({ behavior: z.string().default('Isolated') }).parse(config)
  return behaviour.parse(behavior.toLowerCase().replaceAll('_', ''))
}

const cutting =
  (at: RegExp, how: Behaviour, invert = false): PreTokenizer =>
  (pieces) =>
    pieces.flatMap(({ text, first }) =>
      cut(text, at, how, invert).map(([from, to]) => ({
        text: text.slice(from, to),
        first: first && from === 0,
      })),
    )

function prefixed({ text, first }: Piece, prefix: string): Piece {
  return { text: text.startsWith(prefix) ? text : prefix + text, first }
}

/** GPT-2's character for each byte: itself where it is a visible Latin-1 character, else the next one from U+0100 on. */
const byteCharacters: readonly string[] = (() => {
  const visible = (byte: number): boolean =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae
  let next = 0x100
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(visible(byte) ? byte : next++))
})()
