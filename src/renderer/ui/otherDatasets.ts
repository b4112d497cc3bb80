// Datasets on which a model can be tested that learned from another one.
import type { DatasetManifest } from '../../shared/dataset.ts'
import type { LabelMapping } from '../../shared/labelMapping.ts'
import type { SplitName } from '../../shared/run.ts'

/** The datasets of the same kind as `own`, without itself. Where nobody knows whether it has pairs, both do. */
export function otherDatasets(
  datasets: readonly DatasetManifest[],
  own: (Pick<DatasetManifest, 'id' | 'task'> & { readonly pairs: boolean | null }) | undefined,
): readonly DatasetManifest[] {
  return datasets.filter(
    ({ id, task, pairs }) =>
      own && id !== own.id && task === own.task && (own.pairs === null || pairs === own.pairs),
  )
}

/** The split that is scored: the test file, else the validation file, else all rows. */
export function testedSplit({ report }: DatasetManifest): SplitName {
  return (['test', 'dev'] as const).find((split) => report.splits[split]) ?? 'train'
}

/** How many rows each label has there. */
export function rowsOfLabels(dataset: DatasetManifest): ReadonlyMap<string, number> {
  const split = testedSplit(dataset)
  return new Map(dataset.report.classes.map(({ label, counts }) => [label, counts[split] ?? 0]))
}

/** How many rows a mapping takes, and how many it leaves out. */
export function rowsUnder(dataset: DatasetManifest, mapping: LabelMapping): { taken: number; left: number } {
  const split = testedSplit(dataset)
  if (dataset.task === 'regress') return { taken: dataset.report.splits[split] ?? 0, left: 0 }
  let taken = 0
  let left = 0
  for (const [label, rows] of rowsOfLabels(dataset))
    if (mapping[label] == null) left += rows
    else taken += rows
  return { taken, left }
}
