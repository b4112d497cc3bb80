// Templates and label words that are known to work, offered where a dataset's labels say which task it is.
import type { LanguageModel } from '../models/family.ts'
import type { LabelWords } from './verbalizer.ts'

/** A template with words for labels by their names; see parseTemplate. */
export interface KnownPrompt {
  readonly title: string
  readonly template: string
  readonly words: LabelWords
}

interface KnownTask {
  readonly title: string
  readonly pairs: boolean
  /** Label names in lower case, each list one spelling of the same labels in the order of `words`. */
  readonly labels: readonly (readonly string[])[]
  readonly words: readonly string[]
  /** Best known first. */
  readonly templates: readonly string[]
  /** Further ones, which searches have found. */
  readonly searched?: readonly string[]
}

// Templates and words of Gao et al. 2021 (table 1 and its released scripts) and of Schick and Schütze 2021 (section 4);
// `searched` are some that the search of Gao et al. found for tasks like these (appendix E).
const tasks: readonly KnownTask[] = [
  {
    title: 'Sentiment',
    pairs: false,
    labels: [
      ['negative', 'positive'],
      ['neg', 'pos'],
      ['bad', 'good'],
    ],
    words: ['terrible', 'great'],
    templates: ['{text_a} It was {mask}.', '{text_a} All in all, it was {mask}.', 'Just {mask}! {text_a}'],
    searched: ['{text_a} A {mask} one.', '{text_a} A {mask} piece of work.', '{text_a} That is {mask}.'],
  },
  {
    title: 'Sentiment in three degrees',
    pairs: false,
    labels: [['negative', 'neutral', 'positive']],
    words: ['terrible', 'okay', 'great'],
    templates: ['{text_a} It was {mask}.'],
  },
  {
    title: 'Stars',
    pairs: false,
    labels: [
      ['1 star', '2 stars', '3 stars', '4 stars', '5 stars'],
      ['very negative', 'negative', 'neutral', 'positive', 'very positive'],
      ['1', '2', '3', '4', '5'],
    ],
    words: ['terrible', 'bad', 'okay', 'good', 'great'],
    templates: ['{text_a} It was {mask}.', '{text_a} All in all, it was {mask}.', 'Just {mask}! {text_a}'],
    searched: ['{text_a} The movie is {mask}.', '{text_a} But it is {mask}.'],
  },
  {
    title: 'News topics',
    pairs: false,
    labels: [
      ['world', 'sports', 'business', 'sci/tech'],
      ['world', 'sports', 'business', 'technology'],
    ],
    words: ['World', 'Sports', 'Business', 'Tech'],
    templates: [
      '{mask} News: {text_a}',
      '{mask}: {text_a}',
      '{text_a} ({mask})',
      '[ Category: {mask} ] {text_a}',
    ],
  },
  {
    title: 'Question type',
    pairs: false,
    labels: [
      ['abbreviation', 'description', 'entity', 'human', 'location', 'numeric'],
      ['abbr', 'desc', 'enty', 'hum', 'loc', 'num'],
    ],
    words: ['Expression', 'Description', 'Entity', 'Human', 'Location', 'Number'],
    templates: ['{mask}: {text_a}'],
    searched: ['Q: {mask}: {text_a}', '{text_a} Answer: {mask}.'],
  },
  {
    title: 'Subjectivity',
    pairs: false,
    labels: [['objective', 'subjective']],
    words: ['objective', 'subjective'],
    templates: ['{text_a} This is {mask}.'],
    searched: ['{text_a} It is all {mask}.', '{text_a} Is it {mask}?'],
  },
  {
    title: 'Acceptability',
    pairs: false,
    labels: [
      ['unacceptable', 'acceptable'],
      ['incorrect', 'correct'],
    ],
    words: ['incorrect', 'correct'],
    templates: ['{text_a} This is {mask}.'],
    searched: ['{text_a} It is {mask}.', '{mask}: {text_a}'],
  },
  {
    title: 'Inference',
    pairs: true,
    labels: [['contradiction', 'neutral', 'entailment']],
    words: ['No', 'Maybe', 'Yes'],
    templates: ['{text_a:no-punctuation}? {mask}, {text_b:lower-first}', '"{text_a}"? {mask}, "{text_b}"'],
    searched: [
      '{text_a:no-punctuation}. {mask}, you are right, {text_b:lower-first}',
      '{text_a:no-punctuation}. {mask}, in this case {text_b:lower-first}',
    ],
  },
  {
    title: 'Entailment',
    pairs: true,
    labels: [
      ['not_entailment', 'entailment'],
      ['non-entailment', 'entailment'],
    ],
    words: ['No', 'Yes'],
    templates: ['{text_a:no-punctuation}? {mask}, {text_b:lower-first}', '"{text_a}"? {mask}, "{text_b}"'],
    searched: [
      '{text_a:no-punctuation}. {mask}, I believe {text_b:lower-first}',
      '{text_a:no-punctuation}. {mask}, I think that {text_b:lower-first}',
    ],
  },
  {
    title: 'Paraphrase',
    pairs: true,
    labels: [
      ['not_equivalent', 'equivalent'],
      ['not_duplicate', 'duplicate'],
    ],
    words: ['No', 'Yes'],
    templates: ['{text_a} {mask}, {text_b:lower-first}'],
    searched: [
      '{text_a:no-punctuation}. {mask}! {text_b}',
      '{text_a:no-punctuation}. {mask}, but {text_b:lower-first}',
    ],
  },
]

type Kind = LanguageModel['kind']

/** For labels of which nothing is known: their own names are the words. */
const anyTask: { readonly [pairs in 'single' | 'pair']: { readonly [K in Kind]: string } } = {
  single: { masked: '{text_a} This is {mask}.', causal: '{text_a} This is {mask}' },
  pair: { masked: '{text_a} {mask}, {text_b:lower-first}', causal: '{text_a} {text_b} Answer: {mask}' },
}

/** Other ways to ask for any label. */
const otherWays: { readonly [pairs in 'single' | 'pair']: { readonly [K in Kind]: readonly string[] } } = {
  single: {
    masked: ['{text_a} ({mask})', '{mask}: {text_a}'],
    causal: ['{text_a} It is {mask}', '{text_a} Answer: {mask}'],
  },
  pair: {
    masked: ['{text_a}? {mask}, {text_b}', '"{text_a}" {mask}: "{text_b}"'],
    causal: ['{text_a} {text_b} This is {mask}', '"{text_a}" "{text_b}" The answer is {mask}'],
  },
}

/** Templates that may suit any labels, the plainest first. */
export function generalTemplates(pairs: boolean, kind: Kind): string[] {
  const shape = pairs ? 'pair' : 'single'
  return [anyTask[shape][kind], ...otherWays[shape][kind]]
}

/** Templates for a kind of model: one that reads from left to right is asked at the end of the prompt. */
function suited(templates: readonly string[], kind: Kind, any: string): readonly string[] {
  if (kind === 'masked') return templates
  const ending = templates
    .map((template) => template.replace(/[.!?]+$/, ''))
    .filter((template) => template.endsWith(' {mask}'))
  return ending.length > 0 ? ending : [any]
}

/** Templates with words for a dataset's labels, the best known first. Never none; labels without words are their own. */
export function knownPrompts(labels: readonly string[], pairs: boolean, kind: Kind): KnownPrompt[] {
  const any = anyTask[pairs ? 'pair' : 'single'][kind]
  for (const { title, pairs: ofPairs, labels: spellings, words, templates } of tasks) {
    if (ofPairs !== pairs) continue
    for (const spelling of spellings) {
      if (spelling.length !== labels.length) continue
      const places = labels.map((label) => spelling.indexOf(label.toLowerCase()))
      if (places.includes(-1) || new Set(places).size < places.length) continue
      const chosen = Object.fromEntries(labels.map((label, i) => [label, words[places[i]!]!]))
      return suited(templates, kind, any).map((template) => ({ title, template, words: chosen }))
    }
  }
  return [{ title: 'Any labels', template: any, words: {} }]
}

/** The known templates for a dataset's labels, and those that searches have found for its task. */
export function templateBank(labels: readonly string[], pairs: boolean, kind: Kind): string[] {
  const known = knownPrompts(labels, pairs, kind)
  const searched = tasks.find(({ title }) => title === known[0]!.title)?.searched ?? []
  const any = anyTask[pairs ? 'pair' : 'single'][kind]
  return [
    ...new Set([
      ...known.map(({ template }) => template),
      ...(searched.length > 0 ? suited(searched, kind, any) : []),
    ]),
  ]
}

/** What numbers are asked with (Gao et al. 2021, table 1, for two texts): they lie between the words "No" and "Yes". */
export const knownScore = {
  template: (pairs: boolean, kind: Kind): string => anyTask[pairs ? 'pair' : 'single'][kind],
  low: 'No',
  high: 'Yes',
} as const
