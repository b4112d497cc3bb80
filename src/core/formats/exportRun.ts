// From a run's folder to an export: its best weights, what is known of it, and rows to compare on.
import { basename } from 'node:path'
import type { ExportFormat } from '../../shared/exports.ts'
import type { Example } from '../../shared/dataset.ts'
import { agreementOf, type ExitRule } from '../../shared/exits/rules.ts'
import type { RunPlace } from '../../shared/jobs.ts'
import type { RunResult } from '../../shared/run.ts'
import { LabError } from '../../shared/labError.ts'
import { findObjective, usesModel } from '../catalog/resolveSpec.ts'
import { ExitPredictor } from '../inference/exits/exitPredictor.ts'
import { Predictor } from '../inference/predictor.ts'
import type { FileInFolder } from '../files/folder.ts'
import { inspectModel } from '../models/inspect.ts'
import { isForeign, readRunFile } from '../training/method.ts'
import { checkRows, madeUpRows } from './checkRows.ts'
import type { Check } from './compare.ts'
import { exportLanguageModel } from './languageModel/exportLanguageModel.ts'
import { exportModel } from './exportModel.ts'
import type { TrainedExits } from './exits/writeExits.ts'
import { exitTensors, trainedModel } from './trainedModel.ts'

/** On how many rows an export is compared. */
const checkedRows = 100

/**
 * Exports a run's best weights to `folder` and checks the export; see exportModel. `scores` are the run's own, for the card;
 * `exit` says when texts leave a set of layers, which needs one.
 * @throws LabError('run') when the run kept no weights yet, LabError('option') for layers without a rule, and as exportModel.
 */
export async function exportRun(
  place: RunPlace,
  format: ExportFormat,
  folder: string,
  scores: RunResult['scores'],
  onNote: (sentence: string) => void,
  exit?: ExitRule,
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
  const exits = format === 'onnxExits' ? trainedExits(predictor, exit) : undefined
  const trained = trainedModel(place.modelFolder, method, file.spec.tuning, predictor.weights)
  await predictor.release()
  return exportModel(
    folder,
    { ...trained, exits },
    task,
    exits ? { ...reference, logits: await leavingLogits(place, rows, exits.rule, onNote) } : reference,
    {
      ...facts,
      ...(exits && { exit: exits.rule }),
      task: task.problemType === 'regression' ? 'regress' : 'classify',
      tokenTypes: method.model.facts.tokenTypes,
      ...(method.model.head.reads === 'last' ? { padding: true } : {}),
      trainableParameters: method.parameters.trainable,
      totalParameters: method.parameters.total,
    },
  )
}

function trainedExits(
  { method, weights, file }: Predictor,
  rule: ExitRule | undefined,
): TrainedExits | undefined {
  if (!method.exits) return undefined
  if (!rule)
    throw new LabError(
      'option',
      'The layers need a rule that says when a text leaves, and there are no validation rows to choose one by. Name one, e.g. entropy=0.1.',
      { option: 'exit' },
    )
  const refuse = (why: string): LabError =>
    new LabError('option', `The rule "${rule.rule}" does not go with this run: ${why}`, { option: 'exit' })
  if (rule.rule === 'certainty' && !method.exits.training.certainty)
    throw refuse('it has not learned its certainty. Choose another rule.')
  if (method.exits.task.outputs === 1 && (rule.rule === 'entropy' || rule.rule === 'probability'))
    throw refuse('numbers have no probabilities. Choose patience.')
  const maxLength = Math.min(file.spec.training.maxLength, method.maxLength)
  return {
    model: method.exits,
    tensors: exitTensors(weights),
    rule,
    agreement: agreementOf(file.numbers),
    maxLength,
  }
}

/** The logits [rows, outputs] that rows leave the run itself with. */
async function leavingLogits(
  place: RunPlace,
  rows: readonly Example[],
  rule: ExitRule,
  onNote: (sentence: string) => void,
): Promise<Float32Array> {
  const predictor = await ExitPredictor.open(place, onNote)
  const answers = await predictor.answer(rows, rule)
  await predictor.release()
  return Float32Array.from(answers.flatMap(({ path }) => Array.from(path.at(-1)!.logits)))
}
