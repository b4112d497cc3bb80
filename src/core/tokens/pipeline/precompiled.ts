// SentencePiece's precompiled character map (XLM-R, ALBERT, DeBERTa-v3): a trie of what to replace, and the replacements.
import { LabError } from '../../../shared/labError.ts'

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const encoder = new TextEncoder()
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })

/**
 * The normalizer of a map in base64: the trie's length in bytes, the trie as a double array (Darts: units of 32 bits),
 * and the replacements, each ended by a zero byte.
 */
export function precompiled(base64: string): (text: string) => string {
  const bytes = new Uint8Array(Buffer.from(base64, 'base64'))
  const view = new DataView(bytes.buffer)
  const trieBytes = bytes.length >= 4 ? view.getUint32(0, true) : Infinity
  if (4 + trieBytes > bytes.length)
    throw new LabError('tokenizer', 'The precompiled character map of the tokenizer is damaged.')
  const trie = Uint32Array.from({ length: trieBytes / 4 }, (_, i) => view.getUint32(4 + 4 * i, true))
  const replacements = bytes.subarray(4 + trieBytes)
  const known = new Map<string, string>()

  /** The replacement of the shortest prefix of `piece` that the map has. */
  const find = (piece: string): string | null => {
    let place = offset(trie[0]!)
    for (const byte of encoder.encode(piece)) {
      if (byte === 0) return null
      place ^= byte
      const unit = trie[place] ?? 0
      if ((unit & 0x800000ff) !== byte) return null
      place ^= offset(unit)
      if (unit & 0x100) {
        const start = trie[place]! & 0x7fffffff
        return decoder.decode(replacements.subarray(start, replacements.indexOf(0, start)))
      }
    }
    return null
  }

  // The library looks up short graphemes whole and long ones character by character; so it is done here.
  const replace = (grapheme: string): string => {
    let result = known.get(grapheme)
    if (result === undefined) {
      const whole = Buffer.byteLength(grapheme) < 6 ? find(grapheme) : null
      result = whole ?? Array.from(grapheme, (c) => find(c) ?? c).join('')
      known.set(grapheme, result)
    }
    return result
  }
  return (text) => Array.from(graphemesOf(text), replace).join('')
}

/** Where the children of a unit begin, relative to it. */
const offset = (unit: number): number => (unit >>> 10) << ((unit & 0x200) >>> 6)

/** ASCII without line ends needs no segmenter, which is slow. */
function graphemesOf(text: string): Iterable<string> {
  if (/^[^\r\n\u0080-\uffff]*$/.test(text)) return text
  return Array.from(graphemes.segment(text), ({ segment }) => segment)
}
