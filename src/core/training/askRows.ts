// Rows as the tokens that a run's model reads: alone, as prompts, or as several prompts whose logits are averaged.
import type { Example } from '../../shared/dataset.ts'
import type { Question } from '../objectives/objective.ts'
import { tokenize, type TokenTable } from '../tokens/table.ts'
import type { Tokenizer } from '../tokens/tokenizer.ts'
import type { Demonstrator, Query } from './demonstrator.ts'

/** How a run asks its rows; without a question a head reads them. */
export interface Asking {
  readonly tokenizer: Tokenizer
  readonly question?: Question | undefined
  /** Where the question wants demonstrations. */
  readonly demonstrator?: Demonstrator | undefined
}

/** Rows to be answered. The same row of the same run has the same tokens, whoever asks and whatever rows are beside it. */
export async function askRows(
  examples: AsyncIterable<Example> | Iterable<Example>,
  { tokenizer, question, demonstrator }: Asking,
  maxLength: number,
): Promise<TokenTable> {
  if (!demonstrator) return tokenize(examples, tokenizer, maxLength, question?.encode)
  const queries = async function* (): AsyncGenerator<Example & Query> {
    for await (const example of examples) yield { ...example, ...(await demonstrator.query(example)) }
  }
  return tokenize(queries(), tokenizer, maxLength, (query, most) => demonstrator.forAnswer(query, most))
}
