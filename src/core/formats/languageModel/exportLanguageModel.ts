// From a language-modelling run to a whole model, the next run's start with the head of pre-training still on it, or to an adapter of PEFT.
import { LabError } from '../../../shared/labError.ts'
import type { AxisChoice } from '../../../shared/run.ts'
import type { FileInFolder } from '../../files/folder.ts'
import { openModel } from '../../models/open.ts'
import { causalLm } from '../../objectives/causalLm.ts'
import { maskedLm } from '../../objectives/maskedLm.ts'
import { evaluationGraph } from '../../training/graphs.ts'
import { openMethod, type RunFile } from '../../training/method.ts'
import { settledBest } from '../../training/settled.ts'
import type { Check } from '../compare.ts'
import { writeExport } from '../exportFolder.ts'
import { writeFacts, type ExportFacts } from '../facts.ts'
import { checkFormat } from '../formatsOf.ts'
import { readPeft } from '../imports/peftAdapter.ts'
import { writePeft } from '../peft/writePeft.ts'
import { assemble, bareModel } from '../readBack.ts'
import { trainedModel } from '../trainedModel.ts'
import { checkLosses } from './checkLosses.ts'
import { writeWholeModel } from './wholeModel.ts'

/**
 * Writes the run's best weights to `folder`: the whole model with the tuning merged, or what the tuning learned. It is opened
 * again by another path, and both must have the same loss.
 * @throws LabError('run') when the run kept no weights yet; LabError('export') when the format cannot hold what was trained;
 * LabError('disk'), LabError('export') as writeExport.
 */
export async function exportLanguageModel(
  { runFolder, modelFolder }: { readonly runFolder: string; readonly modelFolder: string },
  folder: string,
  file: RunFile,
  facts: Omit<ExportFacts, 'version' | 'check' | 'task' | 'trainableParameters' | 'totalParameters'>,
): Promise<{ files: readonly FileInFolder[]; check: Check }> {
  const method = await openMethod(modelFolder, await asLanguageModel(modelFolder, file))
  const { model, task, parameters } = method
  if (task.kind !== 'tokens') throw new LabError('internal', 'A run that answers rows is exported otherwise.')
  const best = await settledBest(method, runFolder)
  const trained = trainedModel(modelFolder, method, file.spec.tuning, best.tensors)
  checkFormat(facts.format, trained)
  const { files, value: check } = await writeExport(folder, async (temporary) => {
    const asAdapter = facts.format === 'peft'
    if (asAdapter) await writePeft(temporary, facts.baseModel, trained)
    else await writeWholeModel(temporary, trained)
    const written = await assemble(
      asAdapter ? modelFolder : temporary,
      model,
      asAdapter ? await readPeft(temporary, model) : bareModel,
      (tuning) => evaluationGraph(model, tuning, task),
    )
    const check = await checkLosses(method, task, best, written)
    await writeFacts(temporary, {
      version: 1,
      ...facts,
      task: model.languageModel.kind === 'masked' ? 'maskedLm' : 'causalLm',
      trainableParameters: parameters.trainable,
      totalParameters: parameters.total,
      check,
    })
    return check
  })
  return { files, check }
}

/** The run as if it had trained its model's own language model: what leaves needs nothing else that its objective had. */
async function asLanguageModel(modelFolder: string, file: RunFile): Promise<RunFile> {
  const { kind } = (await openModel(modelFolder)).languageModel
  const objective = kind === 'masked' ? maskedLm : causalLm
  const options = objective.schema.parse({}) as AxisChoice['options']
  return {
    ...file,
    spec: { ...file.spec, objective: { id: objective.id, options }, exit: { id: 'none', options: {} } },
  }
}
