// Writes a trained model in one of the formats, reads it back, compares, and says so in the export.
import type { FileInFolder } from '../files/folder.ts'
import type { TensorSource } from '../files/safetensorsWriter.ts'
import type { Model } from '../models/family.ts'
import type { RowTask } from '../objectives/objective.ts'
import type { TokenRow } from '../tokens/pack.ts'
import { LabError, assertNever } from '../../shared/labError.ts'
import { writeAdapterHub, type AdapterOptions } from './adapterHub.ts'
import { refuseAdditions, type Additions } from './additions.ts'
import { describeCheck, type Check } from './compare.ts'
import { writeExport } from './exportFolder.ts'
import { writeFacts, type ExportFacts } from './facts.ts'
import type { LoraSettings } from './lora.ts'
import { writeMerged } from './merged.ts'
import { writeOnnx } from './onnxModel.ts'
import { writePeft } from './peft.ts'
import { readBackLogits } from './readBack.ts'

/** A trained model as a run holds it in memory. */
export interface TrainedModel {
  readonly baseFolder: string
  readonly model: Model
  readonly task: RowTask
  /** Every weight by its checkpoint name: frozen ones, trained ones, LoRA's. */
  readonly tensors: readonly TensorSource[]
  /** The names of those that were trained. */
  readonly trained: ReadonlySet<string>
  /** LoRA's settings; null for other tunings. */
  readonly lora: LoraSettings | null
  readonly additions: Additions
  /** A bottleneck adapter's options, where nothing else was trained with it. */
  readonly adapter: AdapterOptions | null
}

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
  reference: Reference,
  facts: Omit<ExportFacts, 'version' | 'check'>,
): Promise<{ files: readonly FileInFolder[]; check: Check }> {
  const { files, value: check } = await writeExport(folder, async (temporary) => {
    await write(temporary, trained, facts)
    const { baseFolder, task } = trained
    const logits = await readBackLogits(facts.format, temporary, baseFolder, reference.rows, task)
    const check = describeCheck(reference.logits, logits, task.outputs)
    await writeFacts(temporary, { version: 1, ...facts, check })
    return check
  })
  return { files, check }
}

async function write(
  folder: string,
  { baseFolder, model, tensors, trained, lora, additions, adapter }: TrainedModel,
  { format, baseModel, labels }: Pick<ExportFacts, 'format' | 'baseModel' | 'labels'>,
): Promise<void> {
  switch (format) {
    case 'merged':
      refuseAdditions(additions, `Choose ${adapter ? 'AdapterHub or ONNX' : 'ONNX'}.`)
      return writeMerged(folder, baseFolder, model, tensors, lora, labels)
    case 'onnx':
      return writeOnnx(folder, baseFolder, model, tensors, lora, labels, additions)
    case 'peft': {
      if (lora === null || additions.methods.length > 0)
        throw new LabError(
          'export',
          'Only LoRA that was trained alone can become a PEFT adapter. Choose another format.',
        )
      const matrices = tensors.filter(({ shape }) => shape.length === 2)
      const modules = matrices.map(({ name }) => name.replace(/\.weight$/, ''))
      return writePeft(
        folder,
        baseModel,
        model,
        lora,
        tensors.filter(({ name }) => trained.has(name)),
        modules,
      )
    }
    case 'adapterHub':
      if (adapter === null)
        throw new LabError(
          'export',
          'Only an adapter that was trained alone can become an AdapterHub folder. Choose another format.',
        )
      return writeAdapterHub(
        folder,
        baseModel,
        model,
        adapter,
        tensors.filter(({ name }) => trained.has(name)),
        labels,
      )
    default:
      assertNever(format, 'export format')
  }
}
