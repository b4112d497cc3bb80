// Which rows are looked at before and after fine-tuning: validation rows, each class with its share.
import { random } from '../../shared/random.ts'
import type { HiddenChange } from '../../shared/changes.ts'
import type { DatasetManifest, Example } from '../../shared/dataset.ts'
import type { SplitOptions } from '../../shared/run.ts'
import { readManifest, readSelection, readTargets } from '../data/readDataset.ts'
import { splitRows } from '../data/splitRows.ts'

/** Enough to see classes, few enough for maps that are made in seconds. */
const mostRows = 240

export type ChosenRows = Pick<HiddenChange, 'split' | 'classes' | 'rows'>

/**
 * At most 240 rows of the validation split, or of the next one that has rows: test, then training. The same for every run on
 * the same split, so that runs can be compared. Throws as splitRows.
 */
export async function chooseRows(datasetFolder: string, options: SplitOptions): Promise<ChosenRows> {
  const division = await splitRows(datasetFolder, options)
  const split =
    (['dev', 'test', 'train'] as const).find((name) => division[name].indices.length > 0) ?? 'train'
  const { source, indices } = division[split]
  const targets = await readTargets(datasetFolder, source)
  const chosen = takeEvenly(indices, (line) => targets[line]!, mostRows)
  const examples: Example[] = []
  for await (const example of readSelection(datasetFolder, { source, indices: chosen }))
    examples.push(example)
  return { split, ...withClasses(await readManifest(datasetFolder), examples) }
}

/** `most` of the lines, ascending: of each class about the share that it has among all. */
export function takeEvenly(
  lines: Int32Array,
  classOf: (line: number) => number,
  most: number,
): Int32Array<ArrayBuffer> {
  if (lines.length <= most) return lines.slice()
  // In the order of their classes, every k-th row meets each class in proportion.
  const shuffled = random(0, 'changes').shuffle([...lines])
  const sorted = shuffled.sort((a, b) => order(classOf(a)) - order(classOf(b)))
  return Int32Array.from({ length: most }, (_, i) => sorted[Math.floor((i * lines.length) / most)]!).sort()
}

/** Rows without a label last. */
const order = (target: number): number => (Number.isNaN(target) ? Number.MAX_VALUE : target)

/** What a regression's rows are called by their numbers. */
const thirds = ['lowest third', 'middle third', 'highest third']

/** Each row's class; a regression's rows are put into three groups of like size, texts without labels into none. */
function withClasses(
  { task, labels }: Pick<DatasetManifest, 'task' | 'labels'>,
  examples: readonly Example[],
): Pick<HiddenChange, 'classes' | 'rows'> {
  if (task === 'regress') {
    const numbers = examples.map(({ label }) => Number(label)).sort((a, b) => a - b)
    const third = (label: string | undefined): number =>
      Math.floor((3 * numbers.indexOf(Number(label))) / numbers.length)
    return { classes: thirds, rows: examples.map((one) => ({ ...one, class: third(one.label) })) }
  }
  const index = new Map(labels.map((label, i) => [label, i]))
  return {
    classes: [...labels],
    rows: examples.map((one) => ({ ...one, class: index.get(one.label ?? '') ?? null })),
  }
}
