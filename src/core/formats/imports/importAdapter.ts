// An adapter that another tool trained becomes a run: run.json and best weights, which everything else understands.
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { AdapterLook, AdapterWish, ImportedAdapter } from '../../../shared/adapter.ts'
import { LabError } from '../../../shared/labError.ts'
import { resolveSpec } from '../../catalog/resolveSpec.ts'
import { writeJsonAtomic } from '../../files/atomic.ts'
import { openModel } from '../../models/open.ts'
import { saveBest } from '../../training/bestWeights.ts'
import { openMethod, type RunFile } from '../../training/method.ts'
import { isAdapterHub, readAdapterHub } from '../adapterHub/read.ts'
import { exportFacts, factsFile, type ExportFacts } from '../facts.ts'
import { configFile, openAdapterFolder, type AdapterFolder } from './adapterFolder.ts'
import { fitWeights } from './fitWeights.ts'
import { outputsOf, type ForeignAdapter } from './foreignAdapter.ts'
import { readPeftAdapter } from './peftAdapter.ts'

/** Opens the adapter of a folder, by whichever tool it was saved. Its weights must be closed after use. */
const readForeign = async (folder: AdapterFolder): Promise<ForeignAdapter> =>
  isAdapterHub(await folder.json(configFile)) ? readAdapterHub(folder) : readPeftAdapter(folder)

/** Opens the adapter in `folder` without fitting it to a model. Throws `file`, `tensor` or `method` with the reason. */
export async function lookAtAdapter(folder: string): Promise<AdapterLook> {
  const opened = await openAdapterFolder(folder)
  const adapter = await readForeign(opened)
  await adapter.weights.close()
  const facts = await factsOf(opened)
  const outputs = outputsOf(adapter)
  const known = toldLabels(adapter, facts, outputs)
  const { kind, baseModel } = adapter
  const labels = outputs === null || outputs === 1 ? [] : (known ?? numbered(outputs))
  return { kind, baseModel: facts?.baseTitle ?? baseModel, labels, labelsKnown: known !== null }
}

/**
 * Makes the adapter in `folder` a run in `runFolder`, which exists; nothing stays in it where that fails.
 * Throws `file`, `tensor`, `method`, `label` with the reason and what to do.
 */
export async function importAdapter(
  folder: string,
  runFolder: string,
  wish: AdapterWish,
): Promise<ImportedAdapter> {
  const opened = await openAdapterFolder(folder)
  const adapter = await readForeign(opened)
  try {
    const file = await runFileOf(adapter, await factsOf(opened), wish)
    const method = await openMethod(wish.modelFolder, file)
    const { trained } = method.trainingGraph()
    const weights = await fitWeights(adapter, trained, method.model.aliases)
    await saveBest(runFolder, weights, 0, null)
    await writeJsonAtomic(join(runFolder, 'run.json'), file)
    const { trainable, total } = method.parameters
    const { kind, baseModel } = adapter
    return { spec: file.spec, kind, baseModel, trainableParameters: trainable, totalParameters: total }
  } catch (thrown) {
    for (const name of ['run.json', 'best.safetensors']) await rm(join(runFolder, name), { force: true })
    throw thrown
  } finally {
    await adapter.weights.close()
  }
}

/** run.json of a run that was trained elsewhere: it has no dataset. */
async function runFileOf(
  adapter: ForeignAdapter,
  facts: ExportFacts | null,
  { name, model: id, modelFolder, labels: given }: AdapterWish,
): Promise<RunFile> {
  const model = await openModel(modelFolder)
  const outputs = outputsOf(adapter)
  if (adapter.task === 'rows' && outputs === null)
    throw new LabError(
      'tensor',
      `${adapter.weights.path} lacks "${model.head.name}.weight": the adapter classifies texts, but its classifier was not saved with it. Save it again with modules_to_save.`,
      { file: adapter.weights.path, tensor: `${model.head.name}.weight` },
    )
  const languageModel = model.languageModel.kind === 'masked' ? 'maskedLm' : 'causalLm'
  if (adapter.task === 'causalLm' && languageModel !== 'causalLm')
    throw new LabError(
      'method',
      `The adapter writes texts (CAUSAL_LM), and the model "${id}" does not. Choose the base model that it was made for${adapter.baseModel && `, "${adapter.baseModel}"`}.`,
      { model: id },
    )
  const objective = outputs === null ? languageModel : outputs === 1 ? 'regress' : 'classify'
  const labels =
    objective === 'classify'
      ? await labelsOf(outputs!, given, toldLabels(adapter, facts, outputs), modelFolder)
      : []
  const maxLength = facts?.run.training.maxLength ?? Math.min(model.facts.maxLength, 8192)
  const spec = resolveSpec(
    {
      name,
      dataset: '',
      model: id,
      objective: { id: objective, options: adapter.head === undefined ? {} : { head: adapter.head } },
      tuning: adapter.tuning(model),
      training: { maxLength },
    },
    model.facts.hidden,
  )
  const counts = labels.map(() => 0)
  return { version: 1, spec, labels: [...labels], counts, pairs: false, dataset: { name: '', hash: '' } }
}

/** The names of as many classes as there are outputs, where an export of Lathe or the adapter itself tells them. */
const toldLabels = (
  adapter: ForeignAdapter,
  facts: ExportFacts | null,
  outputs: number | null,
): readonly string[] | null =>
  [facts?.labels, adapter.labels].find((labels) => labels?.length === outputs) ?? null

const baseConfig = z.object({ id2label: z.record(z.string(), z.string()).default({}) })

/** The given names; else those that the adapter tells, or a base that has as many classes; else numbers. */
async function labelsOf(
  outputs: number,
  given: readonly string[] | undefined,
  known: readonly string[] | null,
  modelFolder: string,
): Promise<readonly string[]> {
  if (given !== undefined) {
    if (given.length === outputs && new Set(given).size === outputs && !given.includes('')) return given
    throw new LabError(
      'label',
      `The adapter tells ${outputs} classes apart. Give ${outputs} different names, in the order of its outputs.`,
      { expected: outputs, got: given.length },
    )
  }
  if (known !== null) return known
  const { id2label } = baseConfig.parse(JSON.parse(await readFile(join(modelFolder, 'config.json'), 'utf8')))
  const ofBase = numbered(outputs).map((_, i) => id2label[String(i)])
  const fits = Object.keys(id2label).length === outputs && ofBase.every((label) => label !== undefined)
  return fits ? (ofBase as string[]) : numbered(outputs)
}

/** What transformers calls classes without names. */
const numbered = (outputs: number): string[] => Array.from({ length: outputs }, (_, i) => `LABEL_${i}`)

/** What an export of Lathe says of itself; null for adapters of others. */
async function factsOf(folder: AdapterFolder): Promise<ExportFacts | null> {
  if (!folder.has(factsFile)) return null
  return exportFacts.safeParse(await folder.json(factsFile)).data ?? null
}
