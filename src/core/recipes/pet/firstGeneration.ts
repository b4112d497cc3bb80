// iPET from zero labels (Schick and Schütze 2021, section 3.4, and its released code): what the first models learn from.
import { LabError } from '../../../shared/labError.ts'
import type { Random } from '../../../shared/random.ts'
import { annotated, drawn, type Annotation, type LabelledRow } from './nextGeneration.ts'

/** Rows that the first generation learns from, of all classes together, and the likeliest of each class among which they are drawn. */
const firstRows = 10
const candidates = 100

/** Rows of each class that the first generation learns from. */
export const firstCounts = (classes: number): number[] =>
  new Array<number>(classes).fill(Math.ceil(firstRows / classes))

/**
 * The unlabelled rows that the model `own` learns from first. Others that have learned nothing judge them, and as they lean
 * to some class, what counts for each is not whether it is their answer but how likely they find it beside other rows: of the
 * hundred likeliest of a class as many as of every other are drawn in proportion to their likelihood. No row is of two classes, and where there are too few, all classes get less.
 * @throws LabError('dataset') for fewer rows than classes.
 */
export function firstGeneration(annotation: Annotation, own: number, rng: Random): LabelledRow[] {
  const mean = annotated(annotation, own, rng)
  const counts = firstCounts(mean[0]!.length)
  const most = Math.floor(mean.length / counts.length)
  if (most === 0)
    throw new LabError(
      'dataset',
      `The ${counts.length} labels need a text each to begin with, and ${mean.length} without labels is all there is. Name more texts (pet.unlabelled).`,
      { option: 'pet.unlabelled' },
    )
  const taken = new Set<number>()
  return counts.flatMap((count, target) => {
    const likeliest = [...mean.keys()]
      .filter((row) => !taken.has(row))
      .sort((a, b) => mean[b]![target]! - mean[a]![target]!)
      .slice(0, candidates)
    const rows = drawn(likeliest, (row) => mean[row]![target]!, Math.min(count, most), rng)
    for (const row of rows) taken.add(row)
    return rows.map((row) => ({ row, target }))
  })
}
