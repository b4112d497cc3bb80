// Where demonstrations come from: a run's training rows while it trains, its folder afterwards.
import type { Example } from '../../shared/dataset.ts'
import { random } from '../../shared/random.ts'
import { isDemonstrated, type DemonstratedQuestion, type Question } from '../objectives/objective.ts'
import { demonstrationPool } from '../prompts/demonstrations.ts'
import type { TokenRow } from '../tokens/pack.ts'
import { tokenize, type TokenTable } from '../tokens/table.ts'
import type { Tokenizer } from '../tokens/tokenizer.ts'
import { loadDemonstrations } from './demonstrationFile.ts'
import { Demonstrator, type Query } from './demonstrator.ts'
import type { Method } from './method.ts'
import { SentenceVectors } from './sentenceVectors.ts'

/** Sentence vectors of a run's pre-trained model. */
export const baseVectors = ({ model, tokenizer, load }: Method): Promise<SentenceVectors> =>
  SentenceVectors.open(model, tokenizer, async (parameters) => (await load(parameters, [])).tensors)

/** Demonstrations of the rows that a run learns from. Throws as demonstrationPool. */
export async function openDemonstrator(
  method: Method,
  question: DemonstratedQuestion,
  rows: readonly Example[],
  targets: readonly number[],
  seed: number,
): Promise<Demonstrator> {
  const { classes, words, classOf } = question.demonstrations
  const labelled = rows.map((texts, i) => ({ texts, of: classOf(targets[i]!) }))
  const pool = demonstrationPool(labelled, classes, words, random(seed, 'demonstrations'))
  return Demonstrator.open(question, pool, seed, () => baseVectors(method))
}

/** Demonstrations of a run that trained, if it is asked with any. Throws as loadDemonstrations. */
export async function reopenDemonstrator(
  runFolder: string,
  seed: number,
  question: Question | undefined,
  openVectors: () => Promise<SentenceVectors>,
): Promise<Demonstrator | undefined> {
  if (!isDemonstrated(question)) return undefined
  const pool = await loadDemonstrations(runFolder, question)
  return Demonstrator.open(question, pool, seed, openVectors)
}

/** Rows to learn from: as a step 0 would read them, and as each step does. */
export async function demonstratedRows(
  rows: readonly Example[],
  tokenizer: Tokenizer,
  demonstrator: Demonstrator,
  maxLength: number,
): Promise<{ readonly table: TokenTable; readonly inStep: (row: number, step: number) => TokenRow }> {
  const queries: (Example & Query & { readonly index: number })[] = []
  for (const [index, example] of rows.entries())
    queries.push({ ...example, ...(await demonstrator.query(example)), index })
  const inStep = (row: number, step: number): TokenRow =>
    demonstrator.forTraining(queries[row]!, maxLength, step, row)
  return {
    inStep,
    table: await tokenize(queries, tokenizer, maxLength, (query, most) =>
      demonstrator.forTraining(query, most, 0, query.index),
    ),
  }
}
