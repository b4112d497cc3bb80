// A template in the making: words before and after the label word, some of them still gaps.

/** Where the texts stand: before the label word, after it, or the label word between the two of a pair. */
export type Layout = 'after' | 'before' | 'between'

export interface GapTemplate {
  readonly layout: Layout
  /** The words around the label word; null where the model is yet to choose one. */
  readonly before: readonly (string | null)[]
  readonly after: readonly (string | null)[]
}

/** Numbers of gaps before and after the label word, for each place of the texts. */
const gaps: Readonly<Record<Layout, readonly (readonly [number, number])[]>> = {
  after: [
    [1, 1],
    [2, 1],
    [3, 1],
    [1, 2],
    [2, 2],
  ],
  before: [
    [0, 1],
    [1, 1],
    [2, 1],
    [0, 2],
    [1, 2],
  ],
  between: [
    [0, 1],
    [1, 1],
    [0, 2],
    [1, 2],
    [2, 1],
    [2, 2],
  ],
}

/** All forms that are searched, for single texts or for pairs. */
export const emptyTemplates = (pairs: boolean): GapTemplate[] =>
  (pairs ? (['between'] as const) : (['after', 'before'] as const)).flatMap((layout) =>
    gaps[layout].map(([before, after]) => ({
      layout,
      before: new Array<null>(before).fill(null),
      after: new Array<null>(after).fill(null),
    })),
  )

/** With the leftmost gap filled. */
export function filledNext(template: GapTemplate, word: string): GapTemplate {
  const place = template.before.indexOf(null)
  return place >= 0
    ? { ...template, before: template.before.with(place, word) }
    : { ...template, after: template.after.with(template.after.indexOf(null), word) }
}

/** Gaps that are open before the label word, and in all. */
export function openGaps({ before, after }: GapTemplate): { readonly before: number; readonly all: number } {
  const open = (words: GapTemplate['before']): number => words.filter((word) => word === null).length
  return { before: open(before), all: open(before) + open(after) }
}

/** The template's text, each open gap a `{mask}` as the label word is. */
export function templateText({ layout, before, after }: GapTemplate): string {
  const around = [
    ...before.map((word) => word ?? '{mask}'),
    '{mask}',
    ...after.map((word) => word ?? '{mask}'),
  ]
  const first = layout === 'before' ? [] : ['{text_a}']
  const last = layout === 'after' ? [] : [layout === 'before' ? '{text_a}' : '{text_b}']
  return [...first, ...around, ...last].reduce((text, piece) => {
    if (text === '') return piece
    // Punctuation stands close to what it ends.
    return /^[.,!?:;]$/.test(piece) ? `${text}${piece}` : `${text} ${piece}`
  }, '')
}
