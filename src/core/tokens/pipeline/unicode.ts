// Classes of characters as the tokenizers library for Python has them. Its tables of marks and punctuation are of Unicode 8
// and a little after; so what came later is taken out of JavaScript's, up to U+FFFF. Beyond, newer marks and
// punctuation of historic and minority scripts are classed as today.

/** Marks that take no room of their own: the accents that BERT strips. */
export const nonspacingMarks =
  /[[\p{Mn}\u1734]--[\u1abf-\u1add\u1ae0-\u1aeb\u1df6-\u1dfb\u180f\u07fd\u0897-\u089f\u08ca-\u08e1\u09fe\u0afa-\u0aff\u0b55\u0c04\u0c3c\u0d00\u0d3b-\u0d3c\u0d81\u0eba\u0ece\u1885-\u1886\ua82c\ua8c5\ua8ff\ua9bd]]/gv

/** All marks: what the normalizer StripAccents strips. */
export const marks =
  /[[\p{M}\u1cf2-\u1cf3]--[\u1abf-\u1add\u1ae0-\u1aeb\u1df6-\u1dfa\u180f\u07fd\u0897-\u089f\u08ca-\u08d3\u09fe\u0afa-\u0aff\u0b55\u0c04\u0c3c\u0cf3\u0d00\u0d3b-\u0d3c\u0d81\u0eba\u0ece\u1715\u1cf7\ua82c\ua8ff]]/gv

/** Punctuation, and every ASCII sign that is neither a letter nor a digit. */
export const punctuation =
  /[[\p{P}\u166d!-\/:-@\[-`\{-~]--[\u061d\u09fd\u0a76\u0c77\u0c84\u1b4e\u1b4f\u1b7d-\u1b7f\u2e43-\u2e4f\u2e52-\u2e5d]]/gv

/** What BERT drops: control and format characters, and the sign for what could not be read. */
export const controls = /[[\p{Cc}\p{Cf}\p{Co}\ufffd]--[\t\n\r\u0890\u0891\u08e2]]/gv

/** `text` in a compatibility or decomposed form, but for characters that the library does not know yet. */
export function decompose(text: string, form: 'NFD' | 'NFKC' | 'NFKD'): string {
  return text.replace(/[^\u32ff\ua7f1-\ua7f4\uab69]+/gu, (known) => known.normalize(form))
}

/** A word's first, or last, character. */
export const wordAtStart = /^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\u200c\u200d]/u
export const wordAtEnd = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\u200c\u200d]$/u
/** Words, and what is neither word nor white space. */
export const wordsAndOthers =
  /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\u200c\u200d]+|[^\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\u200c\u200d\p{White_Space}]+/gu
