// Which label of one dataset means which label of another: an offer that a person can change.

/** For each label of the other dataset the run's label that means the same; null leaves its rows out. */
export type LabelMapping = Readonly<Record<string, string | null>>

/** Names that people give to one meaning, in the form that `plain` gives them. */
const names: Readonly<Record<string, string>> = {
  'very negative': 'verynegative terrible awful verybad',
  negative: 'negative neg bad unfavorable unfavourable dislike thumbsdown rotten',
  neutral: 'neutral neu mixed okay',
  positive: 'positive pos good favorable favourable like thumbsup fresh',
  'very positive': 'verypositive great excellent verygood',
  no: 'no false n f',
  yes: 'yes true y t',
  ham: 'ham nospam notspam nonspam legitimate',
  spam: 'spam junk',
  harmless: 'harmless nontoxic nottoxic nothate nohate nonhate notoffensive nonoffensive clean not none',
  harmful: 'harmful toxic hate hateful offensive off abusive',
  different: 'different notequivalent notduplicate nonduplicate notparaphrase nonparaphrase',
  same: 'same equivalent duplicate paraphrase',
  entailment: 'entailment entails entailed',
  contradiction: 'contradiction contradicts',
  'not entailment': 'notentailment nonentailment notentailed',
}

const meaningOf = new Map(
  Object.entries(names).flatMap(([meaning, words]) => words.split(' ').map((word) => [word, meaning])),
)

/** What also covers a meaning, where nothing says it exactly. */
const wider: Readonly<Record<string, string>> = {
  'very negative': 'negative',
  'very positive': 'positive',
  contradiction: 'not entailment',
  neutral: 'not entailment',
}

const lows = ['negative', 'no', 'ham', 'harmless', 'different']
const highs = ['positive', 'yes', 'spam', 'harmful', 'same']

/** What numbers mean depends on all of them: 1 is the best of 0 and 1, and the worst of five stars. */
const scales: Readonly<Record<string, readonly (readonly string[])[]>> = {
  '0 1': [lows, highs],
  '-1 1': [lows, highs],
  '1 2': [['negative'], ['positive']],
  '-1 0 1': [['negative'], ['neutral'], ['positive']],
  '0 1 2': [['negative'], ['neutral'], ['positive']],
  '0 1 2 3 4': [['very negative'], ['negative'], ['neutral'], ['positive'], ['very positive']],
  '1 2 3 4 5': [['very negative'], ['negative'], ['neutral'], ['positive'], ['very positive']],
}

/**
 * For each of `labels` the one of `known` that means the same: the same name, the same but for case and punctuation, or
 * a known synonym (pos, positive, 1; five stars). Null where none does, or several do.
 */
export function offerMapping(labels: readonly string[], known: readonly string[]): LabelMapping {
  const meanings = meaningsOf(labels)
  const knownMeanings = meaningsOf(known)
  const one = (fits: (candidate: string) => boolean): string | null => {
    const found = known.filter(fits)
    return found.length === 1 ? found[0]! : null
  }
  const sharing = (wanted: readonly string[], of = knownMeanings): string | null =>
    one((candidate) => of(candidate).some((meaning) => wanted.includes(meaning)))
  const wide = (candidate: string): readonly string[] => widerOf(knownMeanings(candidate))
  const equalOf = (label: string): string | null =>
    known.includes(label) ? label : one((candidate) => plain(candidate) === plain(label))
  return Object.fromEntries(
    labels.map((label) => {
      const exact = meanings(label)
      return [label, equalOf(label) ?? sharing(exact) ?? sharing(widerOf(exact)) ?? sharing(exact, wide)]
    }),
  )
}

/** The meanings of each label among `all`. */
function meaningsOf(all: readonly string[]): (label: string) => readonly string[] {
  const numbers = all.map(numberIn)
  const ordered = numbers.toSorted((a, b) => a - b)
  const scale = scales[ordered.join(' ')]
  return (label) => {
    if (scale) return scale[ordered.indexOf(numberIn(label))]!
    const meaning = meaningOf.get(plain(label))
    return meaning === undefined ? [] : [meaning]
  }
}

const widerOf = (meanings: readonly string[]): readonly string[] =>
  meanings.flatMap((meaning) => wider[meaning] ?? [])

/** A label without case, spaces and punctuation. */
const plain = (label: string): string => label.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

/** The number in "1", "LABEL_1", "1.0" or "1 star"; NaN for other words. */
function numberIn(label: string): number {
  return Number(/^(?:label[_ ]?)?(-?\d+)(?:\.0+)?(?:[_ ]?stars?)?$/i.exec(label)?.[1] ?? NaN)
}
