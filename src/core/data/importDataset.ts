// Imports files as a dataset: checks every row, writes the splits, and reports what was found.
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DatasetManifest, Task } from '../../shared/dataset.ts'
import { LabError } from '../../shared/labError.ts'
import { splitNames } from '../../shared/run.ts'
import { writeJsonAtomic } from '../files/atomic.ts'
import { throwDiskError } from '../files/diskError.ts'
import { orderedClasses } from './classNames.ts'
import { ReportBuilder } from './importReport.ts'
import { checkClasses, importRows, type Progress } from './importRows.ts'
import { planImport, type DatasetFile, type ImportPlan, type PlannedFile } from './planImport.ts'
import { manifestPath } from './readDataset.ts'
import { settle } from './settle.ts'
import { SplitWriter } from './splitWriter.ts'

export interface ImportRequest {
  readonly name: string
  /** Detected from the labels where it is not given. */
  readonly task?: Task | undefined
  readonly files: readonly DatasetFile[]
  /** The folder of all datasets; the new one becomes `<folder>/<id>`. */
  readonly folder: string
  readonly onProgress?: ((progress: { rows: number; share: number }) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

const rowsPerReport = 5000

/**
 * Imports `files` into `<folder>/<id>`; what is there already under the same content hash is returned as it is.
 * The hash is sha256 over the task and, for each split, its name and the bytes of its JSONL: rows, numbers and order.
 * Streams: memory does not grow with the size of texts, only by about 100 bytes per row. A row that cannot be used is set
 * aside and named in the report; so is a row of dev or test whose label train does not have, since no model could learn it.
 * On failure nothing remains.
 * @throws LabError('label') for one class or more than 1,000; 'dataset' when a file keeps no row or the import is
 * cancelled; 'disk'; and as {@link planImport} and the readers.
 */
export async function importDataset(request: ImportRequest): Promise<DatasetManifest> {
  const { folder } = request
  const plan = await planImport(request.files, request.task)
  const temporary = join(folder, `.import-${randomBytes(6).toString('hex')}`)
  await mkdir(temporary, { recursive: true }).catch(throwDiskError(folder))
  try {
    const manifest = await writeDataset(temporary, plan, request)
    return await settle(temporary, join(folder, manifest.id), manifest)
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

async function writeDataset(
  folder: string,
  { files, task }: ImportPlan,
  request: ImportRequest,
): Promise<DatasetManifest> {
  const report = new ReportBuilder()
  const hash = createHash('sha256').update(`lathe dataset 1\n${task}\n`)
  const classes = new Map<string, number>()
  const progress = progressOf(files, request)
  const writers: SplitWriter[] = []
  try {
    for (const split of splitNames) {
      const ofSplit = files.filter((file) => file.split === split)
      if (ofSplit.length === 0) continue
      hash.update(`${split}\n`)
      const writer = await SplitWriter.open(folder, split, (bytes) => hash.update(bytes))
      writers.push(writer)
      // With a training file, its classes are all there are.
      const closed = split !== 'train' && files.some((file) => file.split === 'train')
      for (const file of ofSplit) await importRows(file, { task, writer, report, classes, closed, progress })
      await writer.flush()
      if (task === 'classify' && split === 'train') checkClasses(classes, ofSplit[0]!)
    }
    if (task === 'regress') checkSpread(report, files[0]!)
    const labels = orderedClasses(classes.keys())
    const order = new Map(labels.map((label, index) => [classes.get(label)!, index]))
    for (const writer of writers)
      await writer.finish(task === 'classify' ? (added) => order.get(added)! : (added) => added)
    const digest = hash.digest('hex')
    const manifest: DatasetManifest = {
      version: 1,
      id: digest.slice(0, 12),
      hash: digest,
      name: request.name,
      created: new Date().toISOString(),
      task,
      pairs: files[0]!.roles.pair !== null,
      labels,
      files: files.map(({ name, split, options, roles }) => ({ name, split, options, roles })),
      report: report.finish(labels),
    }
    await writeJsonAtomic(manifestPath(folder), manifest)
    return manifest
  } finally {
    for (const writer of writers) await writer.close()
  }
}

function checkSpread(report: ReportBuilder, file: PlannedFile): void {
  const { range } = report.finish([])
  if (range === null || range.min < range.max || file.split !== 'train') return
  throw new LabError(
    'label',
    `Every row of ${file.name} has the value ${range.min}. There is nothing to predict: check the label column "${file.roles.label}".`,
    { file: file.name, column: file.roles.label },
  )
}

/** Progress over all files by their bytes, told every few thousand rows. */
function progressOf(files: readonly PlannedFile[], { onProgress, signal }: ImportRequest): Progress {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  const shares = new Map<PlannedFile, number>()
  let rows = 0
  return {
    share: (file, share) => shares.set(file, share),
    row: () => {
      if (++rows % rowsPerReport !== 0) return
      if (signal?.aborted) throw new LabError('dataset', 'The import was cancelled. Nothing was kept.')
      let done = 0
      for (const [file, share] of shares) done += share * file.bytes
      onProgress?.({ rows, share: Math.min(1, done / total) })
    },
  }
}
