// Soft labels: what others make of each training row of a dataset, as one logit for each class.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LabError } from '../../shared/labError.ts'

/** The file of them in the dataset's folder: little-endian float32 [rows, classes], in the order of train.jsonl. */
export const softLabelsFile = 'train.logits'

/**
 * The logits of all training rows, row after row.
 * @throws LabError('dataset') where the file is not there, or is not as large as `rows` and `classes` ask for.
 */
export async function readSoftLabels(folder: string, rows: number, classes: number): Promise<Float32Array> {
  const path = join(folder, softLabelsFile)
  const bytes = await readFile(path).catch((thrown: unknown) => {
    throw damaged(path, 'cannot be read', thrown)
  })
  const expected = rows * classes * Float32Array.BYTES_PER_ELEMENT
  if (bytes.byteLength !== expected)
    throw damaged(
      path,
      `have ${bytes.byteLength} bytes where ${rows} rows of ${classes} classes take ${expected}`,
    )
  return new Float32Array(new Uint8Array(bytes).buffer)
}

function damaged(path: string, why: string, cause?: unknown): LabError {
  return new LabError(
    'dataset',
    `The soft labels in ${path} ${why}. Let the recipe that made the dataset make it again.`,
    { file: path },
    cause,
  )
}
