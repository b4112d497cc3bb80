// What was found of a run, kept beside its weights for as long as they stay the same.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hiddenChange, type HiddenChange } from '../../shared/changes.ts'
import { writeFileAtomic } from '../files/atomic.ts'
import { bestMark } from '../training/bestWeights.ts'

const pathIn = (runFolder: string): string => join(runFolder, 'changes.json')

export async function saveChange(runFolder: string, change: HiddenChange): Promise<void> {
  await writeFileAtomic(pathIn(runFolder), JSON.stringify(change))
}

/** What is known of the run's best weights; null where nothing was made yet, or of other weights or by another version. */
export async function readChange(runFolder: string): Promise<HiddenChange | null> {
  const text = await readFile(pathIn(runFolder), 'utf8').catch(() => null)
  if (text === null) return null
  const parsed = hiddenChange.safeParse(parseJson(text))
  const mark = await bestMark(runFolder).catch(() => null)
  return parsed.success && parsed.data.weights === mark ? parsed.data : null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
