// Rows of a JSONL file of examples or predictions.
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { example, type Example } from '../shared/dataset.ts'
import { issueSentence } from '../shared/issueSentence.ts'
import { LabError } from '../shared/labError.ts'

/** The first `limit` rows. Throws `row` for a line that is no example. */
export async function readExamplesFile(path: string, limit = Number.POSITIVE_INFINITY): Promise<Example[]> {
  const result: Example[] = []
  for await (const line of createInterface({
    input: createReadStream(path),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    if (result.length >= limit) break
    const parsed = line.trim() === '' ? undefined : example.safeParse(JSON.parse(line))
    if (parsed && !parsed.success)
      throw new LabError(
        'row',
        `Line ${result.length + 1} of ${path} is not an example: ${parsed.error.issues[0]?.path.join('.')}: ${issueSentence(parsed.error.issues[0])}.`,
        { file: path, row: result.length + 1 },
      )
    if (parsed) result.push(parsed.data)
  }
  return result
}
