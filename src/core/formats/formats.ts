// Every format in which a trained model leaves: how it is written, and how it is read by another path.
import { join } from 'node:path'
import type { ExportFormat } from '../../shared/exports.ts'
import type { RowTask } from '../objectives/objective.ts'
import type { TokenRow } from '../tokens/pack.ts'
import { withHead } from '../models/heads.ts'
import { openModel } from '../models/open.ts'
import { adapter } from '../tuning/adapter.ts'
import { readAdapterHub } from './adapterHub/read.ts'
import { writeAdapterHub } from './adapterHub/write.ts'
import { exitLogits } from './exits/readBack.ts'
import { writeExits } from './exits/writeExits.ts'
import { openAdapterFolder } from './imports/adapterFolder.ts'
import { writeMerged } from './merged.ts'
import { modelFile, writeOnnx } from './onnxModel.ts'
import { readPeft } from './imports/peftAdapter.ts'
import { writePeft } from './peft/writePeft.ts'
import { readTensors } from './readTensors.ts'
import { bareModel, onnxLogits, weightsLogits } from './readBack.ts'
import type { TrainedModel } from './trainedModel.ts'

export interface Format {
  /** Writes to `folder`, which exists. The format is one that can hold what was trained; see checkFormat. */
  write(folder: string, trained: TrainedModel, baseModel: string, labels: readonly string[]): Promise<void>
  /** The logits [rows, outputs] of what lies in `folder`, not by the graph that trained. */
  readBack(
    folder: string,
    baseFolder: string,
    rows: readonly TokenRow[],
    task: RowTask,
  ): Promise<Float32Array>
}

export const formats: { readonly [F in ExportFormat]: Format } = {
  peft: {
    write: (folder, trained, baseModel) => writePeft(folder, baseModel, trained),
    readBack: async (folder, baseFolder, rows, task) =>
      weightsLogits(baseFolder, await readPeft(folder, await openModel(baseFolder)), rows, task),
  },
  adapterHub: {
    write: (folder, { model, tensors, trained, tuning }, baseModel, labels) => {
      const options = adapter.schema.parse(tuning.options)
      const learned = tensors.filter(({ name }) => trained.has(name))
      return writeAdapterHub(folder, baseModel, model, options, learned, labels)
    },
    readBack: async (folder, baseFolder, rows, task) => {
      const { weights, head, tuning } = await readAdapterHub(await openAdapterFolder(folder))
      const model = withHead(await openModel(baseFolder), head ?? 'own')
      const tensors = await readTensors(weights)
      return weightsLogits(baseFolder, { tuning: tuning(model), tensors }, rows, task, model)
    },
  },
  merged: {
    write: (folder, trained, _, labels) => writeMerged(folder, trained, labels),
    readBack: (folder, _, rows, task) => weightsLogits(folder, bareModel, rows, task),
  },
  onnx: {
    write: (folder, trained, _, labels) => writeOnnx(folder, trained, labels),
    readBack: (folder, _, rows, task) => onnxLogits(join(folder, modelFile), rows, task),
  },
  onnxExits: {
    write: (folder, trained, _, labels) => writeExits(folder, trained, trained.exits!, labels),
    readBack: (folder, _, rows) => exitLogits(folder, rows),
  },
}
