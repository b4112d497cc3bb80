// The labelled rows that the searches learn from: training rows alone.
import { join } from 'node:path'
import type { Example } from '../../../shared/dataset.ts'
import type { WorkPlace } from '../../../shared/jobs.ts'
import { random } from '../../../shared/random.ts'
import { readManifest, readSelection } from '../../data/readDataset.ts'
import { splitRows } from '../../data/splitRows.ts'

export interface TrainingRows {
  readonly rows: readonly Example[]
  /** The index of each row's label. */
  readonly targets: readonly number[]
  readonly labels: readonly string[]
  readonly pairs: boolean
}

/** Rows that a search reads at most; more would only make it slower. */
const mostRows = 256

/** The recipe's training rows, or as many of them as a search reads. */
export async function trainingRows({ spec, datasetsFolder }: WorkPlace): Promise<TrainingRows> {
  const folder = join(datasetsFolder, spec.dataset)
  const { labels, pairs } = await readManifest(folder)
  const { train } = await splitRows(folder, spec.split)
  const indices = random(spec.seed, 'search')
    .shuffle([...train.indices])
    .slice(0, mostRows)
  const selection = { source: train.source, indices: Int32Array.from(indices).sort() }
  const rows = await Array.fromAsync(readSelection(folder, selection))
  return { rows, targets: rows.map(({ label }) => labels.indexOf(label ?? '')), labels, pairs }
}
