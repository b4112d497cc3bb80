// How a pattern cuts a text, and what becomes of what it matched: the behaviours of the tokenizers library.
import { ReplaceNormalizer } from '@huggingface/tokenizers'
import { z } from 'zod'

/** A stretch of a text, by character offsets. */
export type Span = readonly [from: number, to: number]

export const behaviour = z.enum(['removed', 'isolated', 'mergedwithprevious', 'mergedwithnext', 'contiguous'])
export type Behaviour = z.infer<typeof behaviour>

/** A part's pattern, { "String": ... } or an Oniguruma { "Regex": ... }, as a global regular expression. */
export const pattern = z
  .union([z.object({ String: z.string() }), z.object({ Regex: z.string() })])
  .transform((given): RegExp => {
    const { pattern } = new ReplaceNormalizer({ type: 'Replace', pattern: given, content: '' } as never)
    return pattern!
  })

/** Cuts `text` at the matches of `pattern`, or with `invert` at what lies between them. Empty stretches are left out. */
export function cut(text: string, pattern: RegExp, how: Behaviour, invert = false): Span[] {
  const stretches = stretchesOf(text, pattern).map(([from, to, match]) => ({
    from,
    to,
    match: match !== invert,
  }))
  if (how === 'removed') return spans(stretches.filter(({ match }) => !match))
  if (how === 'isolated') return spans(stretches)
  const merged: { from: number; to: number; match: boolean }[] = []
  for (const stretch of how === 'mergedwithnext' ? stretches.toReversed() : stretches) {
    const last = merged.at(-1)
    const joins = last && (how === 'contiguous' ? stretch.match === last.match : stretch.match && !last.match)
    if (!joins) merged.push({ ...stretch })
    else {
      last.from = Math.min(last.from, stretch.from)
      last.to = Math.max(last.to, stretch.to)
      // A second match in a row does not join the first.
      last.match = stretch.match
    }
  }
  return spans(how === 'mergedwithnext' ? merged.reverse() : merged)
}

/** All of `text`, in order: what the pattern matches and what lies between. */
function stretchesOf(text: string, pattern: RegExp): [from: number, to: number, match: boolean][] {
  const found: [number, number, boolean][] = []
  let end = 0
  for (const { 0: match, index } of text.matchAll(pattern)) {
    if (index > end) found.push([end, index, false])
    found.push([index, index + match.length, true])
    end = index + match.length
  }
  if (end < text.length) found.push([end, text.length, false])
  return found
}

const spans = (stretches: readonly { from: number; to: number }[]): Span[] =>
  stretches.flatMap(({ from, to }) => (from < to ? [[from, to] as const] : []))
