// Splits text into words and punctuation as an uncased BERT does before it looks for word pieces.

/** Code points that BERT takes for Chinese characters, each a word by itself. */
const chinese =
  /[\u4e00-\u9fff\u3400-\u4dbf\u{20000}-\u{2a6df}\u{2a700}-\u{2b81f}\u{2b820}-\u{2ceaf}\uf900-\ufaff\u{2f800}-\u{2fa1f}]/gu

/** Format, private-use, surrogate and control characters, but not tab, newline and carriage return. */
const control = /[\0\ufffd\p{Cf}\p{Co}\p{Cs}]|(?![\t\n\r])\p{Cc}/gu

const accents = /\p{Mn}/gu

/** A single mark (Unicode punctuation and every ASCII sign), or a run of anything else that is not space. */
const piece = /[^\s\p{P}!-/:-@[-`{-~]+|[\p{P}!-/:-@[-`{-~]/gu

const plain = /^[\t\n\r -~]*$/
const plainPiece = /[a-z0-9]+|[!-/:-@[-`{-~]/g

/** The words and marks of `text`, cleaned, in lower case and without accents. */
export function basicTokens(text: string): readonly string[] {
  if (plain.test(text)) return text.toLowerCase().match(plainPiece) ?? []
  const cleaned = text.replace(control, '').replace(chinese, ' $& ').toLowerCase()
  return cleaned.normalize('NFD').replace(accents, '').match(piece) ?? []
}
