// The rows in which an auxiliary loss hides tokens: texts of another dataset, asked as the run asks its own.
import type { RunPlace } from '../../shared/jobs.ts'
import { LabError } from '../../shared/labError.ts'
import { readManifest, readSelection } from '../data/readDataset.ts'
import { tokenize, type TokenTable } from '../tokens/table.ts'
import type { Method } from './method.ts'

/**
 * The texts of `unlabelledFolder` as rows of the run's question, at most `limit`; the training rows where it is not set.
 * @throws LabError('dataset') where the rows of the two are not alike: texts, and pairs of them.
 */
export async function hidingRows(
  { datasetFolder, unlabelledFolder }: RunPlace,
  { tokenizer, question }: Method,
  own: TokenTable,
  { maxLength, limit }: { readonly maxLength: number; readonly limit: number },
): Promise<TokenTable> {
  if (unlabelledFolder === undefined) return own
  const [asked, other] = [await readManifest(datasetFolder), await readManifest(unlabelledFolder)]
  if (asked.pairs !== other.pairs)
    throw new LabError(
      'dataset',
      `The rows of "${other.name}" are ${other.pairs ? 'pairs of texts' : 'single texts'}, those of "${asked.name}" are not, so they cannot be asked alike. Choose another dataset for the hidden words (cloze.unlabelled).`,
      { option: 'cloze.unlabelled', dataset: other.id },
    )
  const indices = Int32Array.from({ length: Math.min(limit, other.report.splits.train ?? 0) }, (_, i) => i)
  const examples = readSelection(unlabelledFolder, { source: 'train', indices })
  const found = await tokenize(examples, tokenizer, maxLength, question?.encode)
  if (found.count > 0) return found
  throw new LabError(
    'dataset',
    `The dataset "${other.name}" has no training rows whose words could be hidden. Choose another one (cloze.unlabelled).`,
    { option: 'cloze.unlabelled', dataset: other.id },
  )
}
