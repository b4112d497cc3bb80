// The normalizers of a tokenizer.json: what happens to a text before it is cut. As the tokenizers library for Python does it.
import { z } from 'zod'
import { make, type Part } from './part.ts'
import { pattern } from './patterns.ts'
import { precompiled } from './precompiled.ts'
import { controls, decompose, marks, nonspacingMarks } from './unicode.ts'

export type Normalizer = (text: string) => string

/** @throws LabError('tokenizer') for a normalizer that Lathe does not know. */
export function normalizer(config: unknown): Normalizer {
  return config === null ? (text) => text : make('normalizer', kinds, config)
}

const kinds: Readonly<Record<string, (config: Part) => Normalizer>> = {
  BertNormalizer: bert,
  Lowercase: () => lowerCase,
  NFC: () => (text) => text.normalize('NFC'),
  NFD: () => (text) => decompose(text, 'NFD'),
  NFKC: () => (text) => decompose(text, 'NFKC'),
  NFKD: () => (text) => decompose(text, 'NFKD'),
  Precompiled: (config) =>
    precompiled(z.object({ precompiled_charsmap: z.string() }).parse(config).precompiled_charsmap),
  Prepend: (config) => {
    const { prepend } = z.object({ prepend: z.string() }).parse(config)
    return (text) => (text === '' ? '' : prepend + text)
  },
  Replace: (config) => {
    const options = z.object({ pattern, content: z.string() }).parse(config)
    return (text) => text.replace(options.pattern, () => options.content)
  },
  Sequence: (config) => {
    const all = z
      .object({ normalizers: z.array(z.unknown()) })
      .parse(config)
      .normalizers.map(normalizer)
    return (text) => all.reduce((t, normalize) => normalize(t), text)
  },
  Strip: (config) => {
    const { strip_left, strip_right } = z
      .object({ strip_left: z.boolean().default(true), strip_right: z.boolean().default(true) })
      .parse(config)
    return (text) => {
      const left = strip_left ? text.replace(/^\p{White_Space}+/u, '') : text
      return strip_right ? left.slice(0, spaceAtEnd(left)) : left
    }
  },
  StripAccents: () => (text) => text.replace(marks, ''),
}

/** Where the white space at the end of `text` begins. */
export function spaceAtEnd(text: string): number {
  let end = text.length
  while (end > 0 && /\p{White_Space}/u.test(text[end - 1]!)) end--
  return end
}

/** Each character alone: a sigma at a word's end is like any other. */
function lowerCase(text: string): string {
  const lower = text.toLowerCase()
  return lower.includes('\u03c2') ? Array.from(text, (c) => c.toLowerCase()).join('') : lower
}

/** BERT's basic tokenizer (Devlin et al. 2019): control characters go, white space becomes a space, Chinese characters stand alone. */
function bert(config: Part): Normalizer {
  const { clean_text, handle_chinese_chars, strip_accents, lowercase } = z
    .object({
      clean_text: z.boolean().default(true),
      handle_chinese_chars: z.boolean().default(true),
      strip_accents: z.boolean().nullish(),
      lowercase: z.boolean().default(true),
    })
    .parse(config)
  return (given) => {
    let text = given
    if (clean_text) text = text.replace(controls, '').replace(/\p{White_Space}/gu, ' ')
    if (handle_chinese_chars) text = text.replace(chinese, ' $& ')
    if (strip_accents ?? lowercase) text = decompose(text, 'NFD').replace(nonspacingMarks, '')
    return lowercase ? lowerCase(text) : text
  }
}

const chinese =
  /[\u{4e00}-\u{9fff}\u{3400}-\u{4dbf}\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b920}-\u{2ceaf}\u{f900}-\u{faff}\u{2f800}-\u{2fa1f}]/gu
