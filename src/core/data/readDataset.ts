// Reads a stored dataset: its manifest, all examples of a split, or some of them.
import { open, readFile, stat, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { datasetManifest, type DatasetManifest, type Example } from '../../shared/dataset.ts'
import { LabError } from '../../shared/labError.ts'
import type { SplitName } from '../../shared/run.ts'
import { decodeFile } from './encoding.ts'
import { splitLines } from './splitLines.ts'
import { examplesPath, indexPath } from './splitWriter.ts'

/** Rows of a split by their 0-based line numbers in `<source>.jsonl`, ascending. */
export interface RowSelection {
  readonly source: SplitName
  readonly indices: Int32Array
}

/** Where a dataset's manifest lies. */
export const manifestPath = (folder: string): string => join(folder, 'manifest.json')

/**
 * What is known of the dataset in `folder`.
 * @throws LabError('dataset') when it is missing or damaged.
 */
export async function readManifest(folder: string): Promise<DatasetManifest> {
  const text = await readFile(manifestPath(folder), 'utf8').catch((thrown: unknown) => {
    throw damaged(folder, 'its manifest.json cannot be read', thrown)
  })
  try {
    return datasetManifest.parse(JSON.parse(text))
  } catch (thrown) {
    throw damaged(folder, 'its manifest.json makes no sense', thrown)
  }
}

/** All examples of a split, in file order, streamed. Throws LabError('dataset') when the split is not there. */
export async function* readExamples(folder: string, split: SplitName): AsyncGenerator<Example> {
  await size(examplesPath(folder, split))
  for await (const line of linesOf(folder, split)) yield JSON.parse(line) as Example
}

/** The chosen examples, in file order, streamed: only their lines are parsed. */
export async function* readSelection(
  folder: string,
  { source, indices }: RowSelection,
): AsyncGenerator<Example> {
  if (indices.length === 0) return
  await size(examplesPath(folder, source))
  let line = 0
  let next = 0
  for await (const text of linesOf(folder, source)) {
    if (line++ !== indices[next]) continue
    yield JSON.parse(text) as Example
    if (++next === indices.length) return
  }
  throw damaged(folder, `${source}.jsonl has only ${line} rows, but row ${indices[next]! + 1} was asked for`)
}

/**
 * The targets of a split by line: class index, regression value, or NaN for unlabelled rows.
 * @throws LabError('dataset') when the split is not there.
 */
export async function readTargets(folder: string, split: SplitName): Promise<Float64Array> {
  const index = await readIndex(folder, split)
  return Float64Array.from({ length: index.length / 2 }, (_, row) => index[2 * row + 1]!)
}

export interface PageRequest {
  readonly offset: number
  readonly limit: number
  /** Only rows with this label. */
  readonly label?: string | undefined
  /** Only rows whose text or pair holds this, in any case. */
  readonly search?: string | undefined
  /** Only rows with these numbers. */
  readonly rows?: readonly number[] | undefined
}

/**
 * A page of a split. `total` counts all rows that fit. Without `search` and `rows` only the page itself is read.
 * @throws LabError('dataset') when the split is not there.
 */
export async function readPage(
  folder: string,
  split: SplitName,
  request: PageRequest,
): Promise<{ total: number; rows: Example[] }> {
  const { offset, limit, label } = request
  if (request.search || request.rows) return searchPage(folder, split, request)
  const index = await readIndex(folder, split)
  const total = index.length / 2
  if (label === undefined) {
    const lines = Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, i) => offset + i)
    return { total, rows: await readLines(folder, split, index, lines) }
  }
  const { task, labels } = await readManifest(folder)
  const wanted = task === 'regress' ? Number(label) : labels.indexOf(label)
  const fitting: number[] = []
  for (let line = 0; line < total; line++) if (index[2 * line + 1] === wanted) fitting.push(line)
  const lines = fitting.slice(offset, offset + limit)
  return { total: fitting.length, rows: await readLines(folder, split, index, lines) }
}

async function searchPage(
  folder: string,
  split: SplitName,
  { offset, limit, label, search = '', rows: numbers }: PageRequest,
): Promise<{ total: number; rows: Example[] }> {
  const wanted = search.toLowerCase()
  const named = numbers && new Set(numbers)
  const rows: Example[] = []
  let total = 0
  for await (const example of readExamples(folder, split)) {
    if (named && !named.has(example.row)) continue
    if (label !== undefined && example.label !== label) continue
    if (!`${example.text}\n${example.pair ?? ''}`.toLowerCase().includes(wanted)) continue
    if (total >= offset && rows.length < limit) rows.push(example)
    total++
  }
  return { total, rows }
}

async function readLines(
  folder: string,
  split: SplitName,
  index: Float64Array,
  lines: readonly number[],
): Promise<Example[]> {
  const path = examplesPath(folder, split)
  const end = await size(path)
  const file = await open(path)
  try {
    const rows: Example[] = []
    for (const line of lines) rows.push(await readLine(file, index[2 * line]!, index[2 * line + 2] ?? end))
    return rows
  } finally {
    await file.close()
  }
}

async function readLine(file: FileHandle, start: number, end: number): Promise<Example> {
  const { buffer } = await file.read(Buffer.alloc(end - start), 0, end - start, start)
  return JSON.parse(buffer.toString('utf8')) as Example
}

async function readIndex(folder: string, split: SplitName): Promise<Float64Array> {
  const path = indexPath(folder, split)
  await size(path)
  const bytes = await readFile(path)
  return new Float64Array(new Uint8Array(bytes).buffer)
}

function linesOf(folder: string, split: SplitName): AsyncGenerator<string> {
  return splitLines(decodeFile(examplesPath(folder, split), `${split}.jsonl`, 'utf-8'))
}

async function size(path: string): Promise<number> {
  const facts = await stat(path).catch((thrown: unknown) => {
    throw damaged(path, 'it is not there', thrown)
  })
  return facts.size
}

function damaged(place: string, why: string, cause?: unknown): LabError {
  return new LabError(
    'dataset',
    `The dataset at ${place} cannot be read: ${why}. Import it again.`,
    { place },
    cause,
  )
}
