// Exports a run: its best weights, its facts, and 100 of its own rows to check the files with.
import type { ExportedFile } from '../core/formats/exportFolder.ts'
import type { Check } from '../core/formats/compare.ts'
import { exportModel } from '../core/formats/exportModel.ts'
import type { LoraSettings } from '../core/formats/lora.ts'
import { Predictor } from '../core/inference/predictor.ts'
import { predictionsPath } from '../core/training/evaluate.ts'
import type { Example } from '../shared/dataset.ts'
import type { Job } from '../shared/jobs.ts'
import { LabError } from '../shared/labError.ts'
import type { RunSpec } from '../shared/run.ts'
import { readExamplesFile } from './examplesFile.ts'
import { readResult } from './resultFile.ts'

const checkedRows = 100

export async function exportRun(
  { place, format, folder }: Extract<Job, { kind: 'export' }>,
  onNote: (text: string) => void,
): Promise<{ files: readonly ExportedFile[]; check: Check }> {
  const predictor = await Predictor.open(place, onNote)
  const { file, method } = predictor
  const { graph, trained } = method.trainingGraph()
  const { rows, logits } = await predictor.reference(await someRows(place.runFolder))
  const result = await readResult(place.runFolder)
  return exportModel(
    folder,
    {
      baseFolder: place.modelFolder,
      model: method.model,
      task: method.task,
      tensors: [...graph.parameters.values()].map(({ value, shape }) => ({
        name: value.name,
        shape,
        data: predictor.weights[value.name]!.data as Float32Array,
      })),
      trained: new Set(trained.map((p) => p.value.name)),
      lora: loraSettings(file.spec),
    },
    { rows, logits },
    {
      format,
      name: file.spec.name || `${file.dataset.name} ${file.spec.tuning.id}`,
      baseModel: place.modelFolder,
      task: method.task.problemType === 'regression' ? 'regress' : 'classify',
      labels: file.labels,
      dataset: file.dataset,
      run: file.spec,
      scores: result?.scores ?? {},
      trainableParameters: method.parameters.trainable,
      totalParameters: method.parameters.total,
    },
  )
}

// The rows that the run was scored on; they outlive the dataset.
async function someRows(runFolder: string): Promise<Example[]> {
  for (const split of ['test', 'dev']) {
    const rows = await readExamplesFile(predictionsPath(runFolder, split), checkedRows).catch(() => [])
    if (rows.length > 0) return rows
  }
  throw new LabError(
    'export',
    'This run has no validation or test rows to check an export with. Train it with a validation share above 0.',
  )
}

function loraSettings({ tuning }: RunSpec): LoraSettings | null {
  return tuning.id === 'lora' ? (tuning.options as unknown as LoraSettings) : null
}
