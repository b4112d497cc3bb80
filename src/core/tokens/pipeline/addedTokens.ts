// The added tokens of a tokenizer.json ([MASK], <|endoftext|>): found in a text before anything else is done to it.
import { z } from 'zod'
import { spaceAtEnd, type Normalizer } from './normalize.ts'
import { pattern } from './patterns.ts'
import { wordAtEnd, wordAtStart } from './unicode.ts'

const addedToken = z.object({
  id: z.number(),
  content: z.string(),
  single_word: z.boolean().default(false),
  lstrip: z.boolean().default(false),
  rstrip: z.boolean().default(false),
  normalized: z.boolean().default(true),
})
export const addedTokens = z.array(addedToken)
type AddedToken = z.infer<typeof addedToken>

/** The id of an added token, or a stretch of text; `first` at the very beginning of the text. */
export type Section = number | { readonly text: string; readonly first: boolean }

/** Finds those tokens that are looked for in the text itself, normalizes what lies between, and finds the others there. */
export function sections(tokens: readonly AddedToken[], normalize: Normalizer): (text: string) => Section[] {
  const raw = finder(tokens.filter(({ normalized }) => !normalized).map((t) => [t.content, t]))
  const normal = finder(tokens.filter(({ normalized }) => normalized).map((t) => [normalize(t.content), t]))
  return (text) =>
    raw({ text, first: true }).flatMap((section) =>
      typeof section === 'number'
        ? section
        : normal({ text: normalize(section.text), first: section.first }).filter(
            (s) => typeof s === 'number' || s.text !== '',
          ),
    )
}

type Find = (section: Exclude<Section, number>) => Section[]

/** Cuts a stretch at the tokens; where two begin at one place, the longer counts. */
function finder(entries: readonly (readonly [found: string, AddedToken])[]): Find {
  const tokens = new Map(entries.filter(([found]) => found !== ''))
  if (tokens.size === 0) return (section) => [section]
  const longestFirst = [...tokens.keys()].toSorted((a, b) => b.length - a.length)
  const any = new RegExp(longestFirst.map((found) => pattern.parse({ String: found }).source).join('|'), 'gu')
  return ({ text, first }) => {
    const result: Section[] = []
    let done = 0
    const take = (to: number): void => {
      if (done < to) result.push({ text: text.slice(done, to), first: first && done === 0 })
    }
    for (const { 0: found, index } of text.matchAll(any)) {
      const token = tokens.get(found)!
      let [start, stop] = [index, index + found.length]
      if (token.single_word && (wordAtEnd.test(text.slice(0, start)) || wordAtStart.test(text.slice(stop))))
        continue
      if (token.lstrip) start = Math.max(done, spaceAtEnd(text.slice(0, start)))
      if (token.rstrip) stop += /^\p{White_Space}*/u.exec(text.slice(stop))![0].length
      take(start)
      result.push(token.id)
      done = stop
    }
    take(text.length)
    return result
  }
}
