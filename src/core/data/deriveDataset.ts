// A dataset that Lathe makes itself, out of rows of others: rows with the labels of a model, prompts of several tasks.
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DatasetManifest, Example, Task } from '../../shared/dataset.ts'
import { LabError } from '../../shared/labError.ts'
import { splitNames, type SplitName } from '../../shared/run.ts'
import { writeFileAtomic, writeJsonAtomic } from '../files/atomic.ts'
import { throwDiskError } from '../files/diskError.ts'
import { ReportBuilder } from './importReport.ts'
import { manifestPath } from './readDataset.ts'
import { settle } from './settle.ts'
import { softLabelsFile } from './softLabels.ts'
import { SplitWriter } from './splitWriter.ts'

export interface Derived {
  readonly name: string
  /** What made it, for people: "PET". */
  readonly madeBy: string
  readonly task: Task
  readonly pairs: boolean
  /** Class names in index order; a class may have no row. */
  readonly labels: readonly string[]
  readonly splits: { readonly [S in SplitName]?: Iterable<Example> | AsyncIterable<Example> }
  /** What others make of its training rows: [rows, classes], row after row. */
  readonly softLabels?: Float32Array | undefined
  /** Further files of its folder, by name. */
  readonly beside?: Readonly<Record<string, Uint8Array>>
}

/**
 * Writes the dataset into `<folder>/<id>`, where the id is the start of a hash of all that it holds: the same rows made
 * again are the same dataset. On failure nothing remains.
 * @throws LabError('dataset') for a row whose label is not among `labels`, or no training row; 'disk'.
 */
export async function deriveDataset(folder: string, derived: Derived): Promise<DatasetManifest> {
  const temporary = join(folder, `.derive-${randomBytes(6).toString('hex')}`)
  await mkdir(temporary, { recursive: true }).catch(throwDiskError(folder))
  try {
    const manifest = await write(temporary, derived)
    return await settle(temporary, join(folder, manifest.id), manifest)
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

async function write(folder: string, derived: Derived): Promise<DatasetManifest> {
  const { name, madeBy, task, pairs, labels, splits, softLabels } = derived
  const beside = { ...derived.beside, ...(softLabels && { [softLabelsFile]: bytesOf(softLabels) }) }
  const report = new ReportBuilder()
  const hash = createHash('sha256').update(`lathe derived dataset 1\n${JSON.stringify({ task, labels })}\n`)
  for (const split of splitNames) {
    if (splits[split] === undefined) continue
    hash.update(`${split}\n`)
    const writer = await SplitWriter.open(folder, split, (bytes) => hash.update(bytes))
    try {
      for await (const example of splits[split]) {
        const target = targetOf(example, derived)
        report.keep(example, split, task === 'regress' ? target : null)
        if (writer.add(example, target)) await writer.flush()
      }
      await writer.finish((target) => target)
    } finally {
      await writer.close()
    }
  }
  if (report.kept('train') === 0)
    throw new LabError('dataset', `${madeBy} has made no training row for "${name}".`, { name })
  if (softLabels && softLabels.length !== report.kept('train') * labels.length)
    throw new LabError(
      'internal',
      `${softLabels.length} soft labels were given to "${name}", of another size.`,
    )
  for (const [file, bytes] of Object.entries(beside)) {
    hash.update(`${file}\n`).update(bytes)
    await writeFileAtomic(join(folder, file), bytes)
  }
  const digest = hash.digest('hex')
  const manifest: DatasetManifest = {
    version: 1,
    id: digest.slice(0, 12),
    hash: digest,
    name,
    madeBy,
    created: new Date().toISOString(),
    task,
    pairs,
    labels: [...labels],
    ...(softLabels && { softLabels: true as const }),
    files: [],
    report: report.finish(labels),
  }
  await writeJsonAtomic(manifestPath(folder), manifest)
  return manifest
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength)

function targetOf({ row, label }: Example, { name, task, labels }: Derived): number {
  if (task === 'unlabelled' || label === undefined) return NaN
  if (task === 'regress') return Number(label)
  const target = labels.indexOf(label)
  if (target >= 0) return target
  throw new LabError(
    'dataset',
    `Row ${row} of "${name}" has the label "${label}", which is none of its classes.`,
    {
      row,
      label,
    },
  )
}
