// demonstrations.json in a run's folder: the rows that its demonstrations are taken from, for the dataset may be gone when it answers.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { LabError } from '../../shared/labError.ts'
import { writeJsonAtomic } from '../files/atomic.ts'
import type { DemonstratedQuestion } from '../objectives/objective.ts'
import type { DemonstrationPool } from '../prompts/demonstrations.ts'

const file = z.object({
  version: z.literal(1),
  /** Texts class by class. */
  classes: z.array(z.array(z.object({ text: z.string(), pair: z.string().optional() }))),
})

const pathOf = (runFolder: string): string => join(runFolder, 'demonstrations.json')

export async function saveDemonstrations(runFolder: string, pool: DemonstrationPool): Promise<void> {
  const classes = pool.map((rows) => rows.map(({ texts }) => texts))
  await writeJsonAtomic(pathOf(runFolder), { version: 1, classes } satisfies z.input<typeof file>)
}

/** Throws LabError `run` where it is missing or damaged. */
export async function loadDemonstrations(
  runFolder: string,
  { demonstrations: { words } }: DemonstratedQuestion,
): Promise<DemonstrationPool> {
  const path = pathOf(runFolder)
  try {
    const { classes } = file.parse(JSON.parse(await readFile(path, 'utf8')))
    if (classes.length !== words.length) throw new Error(`It has ${classes.length} classes.`)
    return classes.map((rows, c) => rows.map((texts) => ({ texts, word: words[c]! })))
  } catch (thrown) {
    throw new LabError(
      'run',
      `${path} cannot be read, so the run has no demonstrations to put beside a text. It is written when training starts.`,
      { path },
      thrown,
    )
  }
}
