// The best trained weights seen so far, as one safetensors file that prediction and export read.
import { access, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { LabError } from '../../shared/labError.ts'
import { openSafetensors, type SafetensorsFile } from '../files/safetensors.ts'
import { writeSafetensors } from '../files/safetensorsWriter.ts'
import type { Best } from './progress.ts'
import type { Weights } from './weights.ts'

/** Where a run's best weights lie. */
export const bestPath = (runFolder: string): string => join(runFolder, 'best.safetensors')

/** Keeps the trained weights as they are now; `best` is null for weights that no evaluation chose. */
export async function saveBest(
  runFolder: string,
  { tensors, trained }: Weights,
  step: number,
  best: Best | null,
): Promise<void> {
  const sources = trained.map(({ value, shape }) => ({
    name: value.name,
    shape,
    data: tensors[value.name]!.data as Float32Array,
  }))
  await writeSafetensors(bestPath(runFolder), sources, { step: String(step), best: JSON.stringify(best) })
}

/** The file of them. Throws `run` where none were kept. */
export async function openBest(runFolder: string): Promise<SafetensorsFile> {
  if (await hasBest(runFolder)) return openSafetensors(bestPath(runFolder))
  throw keptNone()
}

const keptNone = (): LabError =>
  new LabError('run', 'This run kept no weights yet. Let it train at least until its first checkpoint.')

/** Puts them back and says what chose them. Throws as openBest. */
export async function loadBest(runFolder: string, tensors: Weights['tensors']): Promise<Best | null> {
  const file = await openBest(runFolder)
  try {
    // What served training alone, as the layer to a teacher's states, has no place in other graphs.
    for (const name of file.tensors.keys())
      if (tensors[name]) await file.readInto(name, tensors[name].data as Float32Array)
    return JSON.parse(file.metadata['best'] ?? 'null') as Best | null
  } finally {
    await file.close()
  }
}

export const hasBest = (runFolder: string): Promise<boolean> =>
  access(bestPath(runFolder)).then(
    () => true,
    () => false,
  )

/** A word for the weights as they are now; other ones get another word. Throws as openBest. */
export async function bestMark(runFolder: string): Promise<string> {
  const found = await stat(bestPath(runFolder)).catch(() => undefined)
  if (found) return `${found.mtimeMs} ${found.size}`
  throw keptNone()
}
