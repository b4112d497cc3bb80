// From a run's folder to an export: its best weights, what is known of it, and rows to compare on.
import { basename } from 'node:path'
import type { ExportFormat } from '../../shared/contract.ts'
import type { RunPlace } from '../../shared/jobs.ts'
import type { RunResult } from '../../shared/run.ts'
import { LabError } from '../../shared/labError.ts'
import { findObjective, usesModel } from '../catalog/resolveSpec.ts'
import { Predictor } from '../inference/predictor.ts'
import type { FileInFolder } from '../files/folder.ts'
import { inspectModel } from '../models/inspect.ts'
import { isForeign, readRunFile } from '../training/method.ts'
import { checkRows, madeUpRows } from './checkRows.ts'
import type { Check } from './compare.ts'
import { exportLanguageModel } from './languageModel/exportLanguageModel.ts'
import { exportModel } from './exportModel.ts'
import { trainedModel } from './trainedModel.ts'

/** On how many rows an export is compared. */
const checkedRows = 100

/**
 * Exports a run's best weights to `folder` and checks the export; see exportModel. `scores` are the run's own, for the card.
 * @throws LabError('run') when the run kept no weights yet, and as exportModel.
 */
export async function exportRun(
  place: RunPlace,
  format: ExportFormat,
  folder: string,
  scores: RunResult['scores'],
  onNote: (sentence: string) => void,
): Promise<{ files: readonly FileInFolder[]; check: Check }> {
  const file = await readRunFile(place.runFolder)
  if (!usesModel(file.spec))
    throw new LabError(
      'export',
      'This run learned words alone: there is no model to take away, and the formats hold nothing else. "lathe predict" answers with it.',
      { format },
    )
  const base = await inspectModel(place.modelFolder)
  const facts = {
    format,
    name: file.spec.name || basename(place.runFolder),
    // Where the base lies on this machine: the loading snippet then works as it is.
    baseModel: place.modelFolder,
    baseTitle: base.title,
    licence: base.licence,
    labels: file.labels,
    dataset: file.dataset,
    run: file.spec,
    parts: file.parts,
    scores,
  }
  const objective = findObjective(file.spec)
  // What answers prompts is the language model itself.
  if (objective.kind === 'tokens' || objective.ask !== undefined)
    return exportLanguageModel(place, folder, file, facts)
  const predictor = await Predictor.open(place, onNote)
  const { method, task } = predictor
  const rows = isForeign(file) ? madeUpRows(method.tokenizer) : await checkRows(place, checkedRows)
  const reference = await predictor.reference(rows)
  return exportModel(
    folder,
    trainedModel(place.modelFolder, method, file.spec.tuning, predictor.weights),
    task,
    reference,
    {
      ...facts,
      task: task.problemType === 'regression' ? 'regress' : 'classify',
      tokenTypes: method.model.facts.tokenTypes,
      ...(method.model.head.reads === 'last' ? { padding: true } : {}),
      trainableParameters: method.parameters.trainable,
      totalParameters: method.parameters.total,
    },
  )
}
