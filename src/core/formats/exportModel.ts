// Writes a trained model in one of the formats, reads it back, compares, and says so in the export.
import type { FileInFolder } from '../files/folder.ts'
import type { RowTask } from '../objectives/objective.ts'
import type { TokenRow } from '../tokens/pack.ts'
import { describeCheck, type Check } from './compare.ts'
import { writeExport } from './exportFolder.ts'
import { writeFacts, type ExportFacts } from './facts.ts'
import { formats } from './formats.ts'
import { checkFormat } from './formatsOf.ts'
import type { TrainedModel } from './trainedModel.ts'

/** Rows of tokens and the logits [rows, outputs] that the trained model itself gave them. */
export interface Reference {
  readonly rows: readonly TokenRow[]
  readonly logits: Float32Array
}

/**
 * Exports to `folder`: all files or none. The files are read back by another path and compared on the reference's rows;
 * the outcome is in the export's README.md and lathe.json.
 * @throws LabError('export') when the format cannot hold what was trained or `folder` holds other files; LabError('disk').
 */
export async function exportModel(
  folder: string,
  trained: TrainedModel,
  task: RowTask,
  reference: Reference,
  facts: Omit<ExportFacts, 'version' | 'check'>,
): Promise<{ files: readonly FileInFolder[]; check: Check }> {
  checkFormat(facts.format, { ...trained, exits: trained.exits ?? false })
  const format = formats[facts.format]
  const { files, value: check } = await writeExport(folder, async (temporary) => {
    await format.write(temporary, trained, facts.baseModel, facts.labels)
    const logits = await format.readBack(temporary, trained.baseFolder, reference.rows, task)
    const check = describeCheck(reference.logits, logits, task.outputs)
    await writeFacts(temporary, { version: 1, ...facts, check })
    return check
  })
  return { files, check }
}
