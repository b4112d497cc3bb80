// Scores a trained run on rows of a file, outside the window's contract: the command line's "evaluate".
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importDataset } from '../../core/data/importDataset.ts'
import type { DatasetFile } from '../../core/data/planImport.ts'
import { examplesPath } from '../../core/data/splitWriter.ts'
import type { Scores } from '../../shared/run.ts'
import { askWorker } from './askWorker.ts'
import type { Context } from './context.ts'
import { findRun, usablePlace } from './runInfo.ts'

/** Scores run `id` on `file` and writes the prediction of each of its usable rows to `predictionsFile` (JSONL). */
export async function evaluateFile(
  context: Context,
  id: string,
  file: DatasetFile,
  predictionsFile: string,
): Promise<{ readonly scores: Scores; readonly rows: number }> {
  const run = findRun(context, id)
  const task = context.store.datasets.get(run.spec.dataset)?.task
  const folder = await mkdtemp(join(tmpdir(), 'lathe-evaluate-'))
  try {
    const { id: imported, report } = await importDataset({
      name: file.name,
      task,
      files: [{ ...file, split: 'test' }],
      folder,
    })
    const examplesFile = examplesPath(join(folder, imported), 'test')
    const place = usablePlace(context.home, run)
    const job = { kind: 'evaluate', place, examplesFile, predictionsFile } as const
    const { scores } = await askWorker(context.platform, job, 'evaluated')
    return { scores, rows: report.rows }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
