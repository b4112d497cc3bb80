// Automatic label words (Gao et al. 2021, section 5.1): those that an untrained model puts into the gap for each class's rows.
import type { Encoded } from '../../tokens/tokenizer.ts'
import type { VocabularyReader } from '../../inference/vocabularyReader.ts'
import { bestCombinations } from './combinations.ts'

/** Training rows as prompts with one gap, and the class of each. */
export interface AskedRows {
  readonly prompts: readonly Encoded[]
  readonly targets: readonly number[]
}

/** A word for each class. */
export interface FoundCombination {
  readonly words: readonly string[]
  /** Share of the training rows that the untrained model gets right with them. */
  readonly accuracy: number
  /** Mean log-probability of the true label's word. */
  readonly likelihood: number
}

/** log p of each allowed word in the gap of each row: [words][rows]. */
export async function gapScores(
  reader: VocabularyReader,
  prompts: readonly Encoded[],
  ids: readonly number[],
): Promise<Float32Array[]> {
  const scores = ids.map(() => new Float32Array(prompts.length))
  await reader.read(prompts, ([gap], row) => ids.forEach((id, i) => (scores[i]![row] = gap![id]!)))
  return scores
}

/**
 * The `count` best choices of a word for each of `classes` classes among `words`, by the training accuracy of the untrained
 * model. Candidates of a class are the `candidates` words with the largest mean log-probability over its rows.
 */
export async function searchLabelWords(
  reader: VocabularyReader,
  { prompts, targets }: AskedRows,
  words: ReadonlyMap<number, string>,
  classes: number,
  { candidates, count }: { readonly candidates: number; readonly count: number },
): Promise<FoundCombination[]> {
  const ids = [...words.keys()]
  const scores = await gapScores(reader, prompts, ids)
  const mine = Array.from({ length: classes }, (_, c) => {
    const mean = scores.map((own) =>
      targets.reduce((sum, target, row) => sum + (target === c ? own[row]! : 0), 0),
    )
    return [...ids.keys()].sort((a, b) => mean[b]! - mean[a]!).slice(0, candidates)
  })
  const found = bestCombinations(
    mine.map((own) => own.map((i) => scores[i]!)),
    mine,
    targets,
    count,
  )
  return found.map(({ choice, right, likelihood }) => ({
    words: choice.map((k, c) => words.get(ids[mine[c]![k]!]!)!),
    accuracy: right / targets.length,
    likelihood,
  }))
}
