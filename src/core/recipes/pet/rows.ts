// The rows that PET works with: those with labels, divided, and others without.
import { join } from 'node:path'
import type { DatasetManifest, Example } from '../../../shared/dataset.ts'
import type { WorkPlace } from '../../../shared/jobs.ts'
import { LabError } from '../../../shared/labError.ts'
import { random } from '../../../shared/random.ts'
import { splitNames, type SplitName } from '../../../shared/run.ts'
import { readExamples, readManifest, readSelection } from '../../data/readDataset.ts'
import { splitRows } from '../../data/splitRows.ts'

export interface LabelledRows {
  readonly manifest: DatasetManifest
  readonly splits: { readonly [S in SplitName]: readonly Example[] }
}

/**
 * The recipe's dataset as its split divides it; with `zeroLabels` there is nothing to learn from and to choose by, and test
 * rows remain. Throws as readManifest and splitRows.
 */
export async function labelledRows(
  { spec, datasetsFolder }: WorkPlace,
  zeroLabels: boolean,
): Promise<LabelledRows> {
  const folder = join(datasetsFolder, spec.dataset)
  const division = await splitRows(folder, spec.split)
  const read = async (split: SplitName): Promise<Example[]> =>
    zeroLabels && split !== 'test' ? [] : Array.fromAsync(readSelection(folder, division[split]))
  const splits = { train: await read('train'), dev: await read('dev'), test: await read('test') }
  return { manifest: await readManifest(folder), splits }
}

/** Those of `splits` that have rows, as further splits of a dataset that is made of the training ones. */
export const judgingSplits = ({
  splits: { dev, test },
}: LabelledRows): Partial<Record<SplitName, readonly Example[]>> => ({
  ...(dev.length > 0 && { dev }),
  ...(test.length > 0 && { test }),
})

/**
 * At most `count` rows without their labels, drawn by the recipe's seed, in the order of their file: of the training rows of
 * `unlabelled`, or where that is empty of the recipe's own dataset those of no split in `usedSplits`, which are learned from or judged by.
 * @throws LabError('dataset') where there are none.
 */
export async function unlabelledRows(
  { spec, datasetsFolder }: WorkPlace,
  unlabelled: string,
  count: number,
  usedSplits: readonly SplitName[] = splitNames,
): Promise<Example[]> {
  const folder = join(datasetsFolder, unlabelled === '' ? spec.dataset : unlabelled)
  const { report, name } = await readManifest(folder)
  const used = new Set<number>()
  if (unlabelled === '') {
    const division = await splitRows(folder, spec.split)
    for (const split of usedSplits)
      if (division[split].source === 'train') for (const line of division[split].indices) used.add(line)
  }
  const lines = Array.from({ length: report.splits.train ?? 0 }, (_, line) => line).filter(
    (line) => !used.has(line),
  )
  if (lines.length === 0)
    throw new LabError(
      'dataset',
      `"${name}" has no rows left that are not learned from. Name texts without labels (pet.unlabelled), or learn from fewer rows (shots).`,
      { option: 'pet.unlabelled' },
    )
  const drawn = random(spec.seed, 'unlabelled').shuffle(lines).slice(0, count)
  const indices = Int32Array.from(drawn).sort()
  const examples = await Array.fromAsync(readSelection(folder, { source: 'train', indices }))
  return examples.map(({ label: _, ...example }) => example)
}

/** The rows of the unlabelled dataset that the recipe has made. */
export const readUnlabelled = ({ datasetsFolder }: WorkPlace, dataset: string): Promise<Example[]> =>
  Array.fromAsync(readExamples(join(datasetsFolder, dataset), 'train'))
