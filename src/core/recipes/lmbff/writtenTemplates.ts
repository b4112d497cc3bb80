// Automatic templates that T5 writes (Gao et al. 2021, section 5.2): it fills the gaps on both sides of the label word, each
// with as many words as it likes, as it has learned to do from texts with gaps.
import type { RunSpec } from '../../../shared/run.ts'
import { LabError } from '../../../shared/labError.ts'
import { GapWriter, type ReadTexts } from '../../inference/gapWriter.ts'
import { filledParts, parseTemplate, type Texts } from '../../prompts/template.ts'
import type { Tokenizer } from '../../tokens/tokenizer.ts'
import { longestFirst } from '../../tokens/truncate.ts'
import { bestFirst, type FoundTemplate, type SolvedRow, type TemplateSearch } from './templateSearch.ts'

/** The longest template, in T5's tokens with the sentinels. */
export const longest = 20

/**
 * Where the texts stand. The texts of a pair lose their border, for the label word stands on it. Before a template that
 * begins the row T5 reads the token of a full stop, so that it begins a sentence.
 */
export const forms = {
  single: [
    { before: '{text_a}', after: '', opening: [] },
    { before: '', after: '{text_a}', opening: ['.'] },
  ],
  pairs: [{ before: '{text_a:no-punctuation}', after: '{text_b:lower-first}', opening: [] }],
} as const
type Form = (typeof forms)['single' | 'pairs'][number]
const formsOf = (pairs: boolean): readonly Form[] => (pairs ? forms.pairs : forms.single)

/** Ready to search with the T5 in a folder. @throws LabError('method' | 'tensor') as GapWriter.open, LabError('tokenizer') where its tokenizer marks no gaps. */
export async function writtenTemplates(
  modelFolder: string,
  wish: Pick<RunSpec, 'device' | 'threads'>,
  onNote: (sentence: string) => void,
): Promise<TemplateSearch> {
  const writer = await GapWriter.open(modelFolder, wish, onNote)
  const { model, tokenizer } = writer
  return {
    tokenizer,
    wordTokens: Infinity,
    steps: (pairs) => formsOf(pairs).length * longest,
    search: async (rows, count, { pairs, beam, maxLength, onStep = () => {} }) => {
      const gaps = gapTokens(tokenizer, modelFolder)
      const all = formsOf(pairs)
      const room = Math.min(maxLength, model.facts.maxLength)
      const found: FoundTemplate[] = []
      for (const [i, form] of all.entries()) {
        const texts = await writer.read(rows.map((row) => withGaps(row, form, gaps, tokenizer, room)))
        const filled = await fillGaps(writer, texts, gaps, beam, (written) => onStep(i * longest + written))
        const own = filled.map(({ parts, score }) => ({
          template: templateOf(form, parts, tokenizer),
          score,
        }))
        // Scores of different forms do not compare well, so each form has its share.
        found.push(...bestFirst(own).slice(0, Math.ceil(count / all.length)))
      }
      return bestFirst(found).slice(0, count)
    },
    release: () => writer.release(),
  }
}

/** The sentinels that mark a gap before the label word, one after it, and the end of all that is written. */
type GapTokens = readonly [before: number, after: number, end: number]

export function gapTokens({ idOf }: Tokenizer, folder: string): GapTokens {
  const ids = [0, 1, 2].map((i) => idOf(`<extra_id_${i}>`))
  if (ids.includes(undefined))
    throw new LabError(
      'tokenizer',
      `The tokenizer in ${folder} has no <extra_id_0>, <extra_id_1> and <extra_id_2>, by which T5 knows gaps. Use the tokenizer.json that came with the model.`,
      { folder },
    )
  return ids as unknown as GapTokens
}

/** What T5 reads of a row: its texts with the label word in place, and a gap on each side of that. */
export function withGaps(
  { texts, word }: SolvedRow,
  { before, after, opening }: Form,
  gaps: GapTokens,
  tokenizer: Tokenizer,
  maxLength: number,
): number[] {
  const solved = [gaps[0], ...word, gaps[1]]
  const start = [...tokenizer.around.before, ...opening.flatMap((token) => tokenizer.idOf(token) ?? [])]
  const room = maxLength - start.length - solved.length - tokenizer.around.after.length
  const [first, second] = [before, after].map((field) => fieldTokens(field, texts, gaps, tokenizer))
  const [keepFirst, keepSecond] = longestFirst(first!.length, second!.length, Math.max(room, 0))
  return [
    ...start,
    // What is next to the gaps stays.
    ...first!.slice(first!.length - keepFirst),
    ...solved,
    ...second!.slice(0, keepSecond),
    ...tokenizer.around.after,
  ]
}

function fieldTokens(field: string, texts: Texts, gaps: GapTokens, tokenizer: Tokenizer): number[] {
  if (field === '') return []
  const { text } = filledParts(parseTemplate(`${field}{mask}`), texts)[0]!
  // A sentinel of the text's own would be one gap more.
  return [...tokenizer.bare(text)].filter((id) => !gaps.includes(id))
}

interface Beam {
  /** The model's own start, the first sentinel, and so on. */
  readonly tokens: readonly number[]
  /** Mean over the rows of the log-probability of what comes after these two. */
  readonly score: number
  /** Gaps that are filled. */
  readonly done: number
}

/**
 * Beam search over sum_j mean over the rows of log P(t_j | t_1 .. t_j-1, row), equation 6 of the paper divided by the number
 * of rows. Gives what stands in the two gaps, best first. A gap for which no room is left ends.
 */
export async function fillGaps(
  writer: GapWriter,
  texts: ReadTexts,
  gaps: GapTokens,
  beam: number,
  onToken: (written: number) => void,
): Promise<{ readonly parts: readonly (readonly number[])[]; readonly score: number }[]> {
  const words = writableTokens(writer.tokenizer)
  const start = [writer.model.start, gaps[0]]
  let beams: readonly Beam[] = [{ tokens: start, score: 0, done: 0 }]
  for (let written = 1; written < longest; written++) {
    onToken(written)
    const finished = beams.filter(({ done }) => done === 2)
    const open = beams.filter(({ done }) => done < 2)
    if (open.length === 0) break
    const means = await writer.next(
      texts,
      open.map(({ tokens }) => tokens),
    )
    const longer = open.flatMap(({ tokens, score, done }, k): Beam[] => {
      const end = gaps[done + 1]!
      const mustEnd = longest - written === 2 - done
      // No token twice in a row, or dots would go on for ever.
      const next = mustEnd ? [] : words.filter((id) => id !== tokens.at(-1))
      return likeliest([...next, end], means[k]!, beam).map((id) => ({
        tokens: [...tokens, id],
        score: score + means[k]![id]!,
        done: id === end ? done + 1 : done,
      }))
    })
    beams = [...finished, ...longer].sort((a, b) => b.score - a.score).slice(0, beam)
  }
  return beams.map(({ tokens, score }) => {
    const middle = tokens.indexOf(gaps[1])
    return { parts: [tokens.slice(start.length, middle), tokens.slice(middle + 1, -1)], score }
  })
}

/** The `count` of `ids` that score best. Sorting bare numbers first is many times faster than sorting all ids. */
function likeliest(ids: readonly number[], scores: Float32Array, count: number): number[] {
  const least =
    Float32Array.from(ids, (id) => scores[id]!)
      .sort()
      .at(-count) ?? -Infinity
  return ids
    .filter((id) => scores[id]! >= least)
    .sort((a, b) => scores[b]! - scores[a]!)
    .slice(0, count)
}

/** Tokens that a template may be made of: neither special ones, nor spaces alone, nor runs of dots. */
const writableTokens = ({ vocabulary, specialIds }: Tokenizer): number[] =>
  [...vocabulary].flatMap(([token, id]) => (specialIds.has(id) || /^▁*(\.{2,})?$/.test(token) ? [] : id))

/** The template with what stands in the two gaps. */
export function templateOf(
  { before, after }: Pick<Form, 'before' | 'after'>,
  parts: readonly (readonly number[])[],
  tokenizer: Tokenizer,
): string {
  const written = (ids: readonly number[]): string => {
    if (ids.length === 0) return ''
    const text = tokenizer.decode(ids).trim().replace(/[{}]/g, '$&$&')
    // A sign that ends a word stands close to it.
    return tokenizer.tokenOf(ids[0]!).startsWith('▁') ? ` ${text}` : text
  }
  return `${before}${written(parts[0]!)} {mask}${written(parts[1]!)} ${after}`.trim()
}
