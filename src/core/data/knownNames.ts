// Column names that people give to texts, pairs and labels, in order of how plainly they say so.

/** A name without case, spaces and punctuation: `Star Rating`, `star_rating` and `starRating` are one. */
export const plain = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

export const pairNames: readonly (readonly [string, string])[] = [
  ['texta', 'textb'],
  ['sentence1', 'sentence2'],
  ['premise', 'hypothesis'],
  ['question1', 'question2'],
  ['text1', 'text2'],
  ['sentencea', 'sentenceb'],
  ['question', 'sentence'],
  ['question', 'passage'],
  ['question', 'context'],
  ['query', 'passage'],
  ['query', 'document'],
  ['question', 'answer'],
  ['text', 'textpair'],
  ['subject', 'body'],
  ['title', 'body'],
]

export const textNames: readonly string[] =
  'text sentence review reviewtext message utterance content body comment commenttext tweet tweettext post document passage article description abstract headline title subject query question prompt input sms email premise phrase string texta sentence1 text1 answer summary'.split(
    ' ',
  )

export const labelNames: readonly string[] =
  'labeltext labelname label labels goldlabel intent sentiment category class classname target emotion topic tag polarity stars starrating rating score similarity grade output outcome annotation gold spam isspam toxic toxicity y'.split(
    ' ',
  )

/** Names of numbers that measure rather than count classes. */
export const measureNames: readonly string[] =
  'score similarity rating stars starrating grade price value toxicity relevance'.split(' ')

/** Names of columns that only number or date the rows. */
export const idNames: readonly string[] =
  'id ids idx index guid uuid rowid row number no nr key date time timestamp url link user userid username author pairid promptid'.split(
    ' ',
  )

const known = new Set([...pairNames.flat(), ...textNames, ...labelNames, ...idNames])

/** True for a name that only a header would hold. */
export const isKnownName = (cell: string): boolean => known.has(plain(cell))
