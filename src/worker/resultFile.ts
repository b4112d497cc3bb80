// result.json: what a run achieved, kept beside its weights so that an export can say it.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runResult, type RunResult } from '../shared/run.ts'

export const resultPath = (runFolder: string): string => join(runFolder, 'result.json')

/** The result of a run that ended; null where it never did. */
export async function readResult(runFolder: string): Promise<RunResult | null> {
  const text = await readFile(resultPath(runFolder), 'utf8').catch(() => null)
  return text === null ? null : runResult.parse(JSON.parse(text))
}
