// From a language-modelling run to a whole model: the next run's start, with the head of pre-training still on it.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LabError } from '../../shared/labError.ts'
import type { AxisChoice } from '../../shared/run.ts'
import { random } from '../../shared/random.ts'
import { writeJsonAtomic } from '../files/atomic.ts'
import { openCheckpoint } from '../files/checkpoint.ts'
import { parseExact } from '../files/exactJson.ts'
import type { FileInFolder } from '../files/folder.ts'
import type { SafetensorsFile } from '../files/safetensors.ts'
import { elementCount } from '../files/safetensorsHeader.ts'
import { writeSafetensors, type TensorSource } from '../files/safetensorsWriter.ts'
import type { Model } from '../models/family.ts'
import { openModel } from '../models/open.ts'
import { causalLm } from '../objectives/causalLm.ts'
import { maskedLm } from '../objectives/maskedLm.ts'
import type { TokenTask } from '../objectives/objective.ts'
import { Session, type Tensor } from '../runtime/session.ts'
import type { TokenRow } from '../tokens/pack.ts'
import { loadBest } from '../training/bestWeights.ts'
import { pieceOf } from '../training/feeds.ts'
import { context, evaluationGraph, headLogits, still } from '../training/graphs.ts'
import { openMethod, type Method, type RunFile } from '../training/method.ts'
import { loadWeights, storedName } from '../training/weights.ts'
import { full } from '../tuning/full.ts'
import { copyTokenizer } from './classifierFolder.ts'
import type { Check } from './compare.ts'
import { writeExport } from './exportFolder.ts'
import { writeFacts, type ExportFacts } from './facts.ts'
import { merge } from './merge/index.ts'
import { inputNames } from './paddedInputs.ts'

/** On how many rows, of how many random tokens, the model that was written is compared with the run's. */
const [checkedRows, checkedTokens] = [16, 32]
const tolerance = 1e-4
const cpu = { device: 'cpu', threads: 0 } as const

/**
 * Writes the run's best weights to `folder` as a model that Lathe and transformers load: the tuning merged, the language model's
 * head and the base's pooler included. It is opened again by another path, and both must have the same loss.
 * @throws LabError('run') when the run kept no weights yet; LabError('disk'), LabError('export') as writeExport.
 */
export async function exportLanguageModel(
  { runFolder, modelFolder }: { readonly runFolder: string; readonly modelFolder: string },
  folder: string,
  file: RunFile,
  facts: Omit<ExportFacts, 'version' | 'check' | 'task' | 'trainableParameters' | 'totalParameters'>,
): Promise<{ files: readonly FileInFolder[]; check: Check }> {
  const method = await openMethod(modelFolder, await asLanguageModel(modelFolder, file))
  const { model, task } = method
  if (task.kind !== 'tokens') throw new LabError('internal', 'A run that answers rows is exported otherwise.')
  const graph = method.evaluationGraph()
  const { tensors } = await method.load(graph.parameters.values(), [])
  await loadBest(runFolder, tensors)
  const own = Object.entries(tensors).map(([name, { dims, data }]): TensorSource => ({
    name,
    shape: dims,
    data: data as Float32Array,
  }))
  const base = await openCheckpoint(modelFolder)
  const { files, value: check } = await writeExport(folder, async (temporary) => {
    const merged = merge({ tensors: own, tuning: file.spec.tuning, model }).tensors
    const weights = [...merged, ...poolerOf(model, base, Object.keys(tensors))]
    await writeSafetensors(join(temporary, 'model.safetensors'), weights, { format: 'pt' })
    await writeConfig(temporary, modelFolder, model)
    await copyTokenizer(temporary, modelFolder, inputNames(model.facts))
    const check = await compare(method, task, tensors, temporary)
    const { trainable, total } = method.parameters
    await writeFacts(temporary, {
      version: 1,
      ...facts,
      task: model.languageModel.kind === 'masked' ? 'maskedLm' : 'causalLm',
      trainableParameters: trainable,
      totalParameters: total,
      check,
    })
    return check
  }).finally(() => base.close())
  return { files, check }
}

/** The run as if it had trained its model's own language model: what leaves needs nothing else that its objective had. */
async function asLanguageModel(modelFolder: string, file: RunFile): Promise<RunFile> {
  const { kind } = (await openModel(modelFolder)).languageModel
  const objective = kind === 'masked' ? maskedLm : causalLm
  const options = objective.schema.parse({}) as AxisChoice['options']
  return { ...file, spec: { ...file.spec, objective: { id: objective.id, options } } }
}

/** The weights between the last layer and a classifier, which the language model had no use for, as the base has them. */
function poolerOf(model: Model, base: SafetensorsFile, used: readonly string[]): TensorSource[] {
  const c = context(model, { hooks: {}, trains: () => false }, false)
  headLogits(c, model, 1, still)
  return [...c.g.parameters.values()].flatMap(({ value: { name }, shape }) => {
    const between = !used.includes(name) && !name.startsWith(`${model.head.name}.`)
    const stored = between ? storedName(base, model.aliases(name)) : undefined
    if (stored === undefined) return []
    const data = async (): Promise<Float32Array> => {
      const values = new Float32Array(elementCount(shape))
      await base.readInto(stored, values)
      return values
    }
    return [{ name, shape, data }]
  })
}

async function writeConfig(folder: string, baseFolder: string, model: Model): Promise<void> {
  const base = parseExact(await readFile(join(baseFolder, 'config.json'), 'utf8')) as {
    readonly architectures?: readonly string[]
    readonly torch_dtype?: string
  }
  const { torch_dtype: _, architectures = [], ...rest } = base
  const known = architectures.find((name) => /(MaskedLM|CausalLM|LMHeadModel)$/.test(name))
  await writeJsonAtomic(join(folder, 'config.json'), {
    ...rest,
    architectures: [known ?? languageModelClass(model)],
    dtype: 'float32',
  })
}

/** The class in transformers of the model with its language model's head. */
export function languageModelClass({ architecture, languageModel }: Model): string {
  const kind = languageModel.kind === 'masked' ? 'ForMaskedLM' : 'ForCausalLM'
  return languageModel.architecture ?? architecture.replace('ForSequenceClassification', kind)
}

/** The losses of the run's own graph and of the model in `folder`, row by row; the dataset may be gone, so the rows are made up. */
async function compare(
  method: Method,
  task: TokenTask,
  weights: { readonly [name: string]: Tensor },
  folder: string,
): Promise<Check> {
  const rows = randomRows(method)
  const expected = await losses(task, rows, method.evaluationGraph(), weights)
  const model = await openModel(folder)
  const graph = evaluationGraph(model, full.apply({}, model), task)
  const checkpoint = await openCheckpoint(folder)
  const written = await loadWeights(graph.parameters.values(), [], checkpoint, model.aliases, 0)
  await checkpoint.close()
  const found = await losses(task, rows, graph, written.tensors)
  const differences = expected.map((loss, i) => Math.abs(loss - found[i]!))
  const largestDifference = Math.max(...differences)
  const same = differences.filter((difference) => difference <= tolerance).length
  const sentence = `same loss: ${same}/${rows.length} rows of random tokens, largest difference ${Number(largestDifference.toPrecision(1))}`
  return { rows: rows.length, same, largestDifference, sentence }
}

function randomRows({ tokenizer, model }: Method): TokenRow[] {
  const rng = random(1, 'check')
  const ids = [...tokenizer.vocabulary.values()].filter((id) => !tokenizer.specialIds.has(id))
  const { before, after } = tokenizer.around
  const length = Math.min(checkedTokens, model.facts.maxLength) - before.length - after.length
  return Array.from({ length: checkedRows }, () => ({
    ids: [...before, ...Array.from({ length }, () => ids[rng.integer(ids.length)]!), ...after],
  }))
}

async function losses(
  task: TokenTask,
  rows: readonly TokenRow[],
  graph: ReturnType<Method['evaluationGraph']>,
  weights: { readonly [name: string]: Tensor },
): Promise<number[]> {
  const session = await Session.create(graph, cpu)
  const result: number[] = []
  for (const [i, row] of rows.entries()) {
    const { pieces } = await task.pieces([[row]], random(1, 'check', i))
    const { feeds } = pieceOf(pieces[0]!.rows, pieces[0]!.feeds)
    const { loss } = await session.run({ ...weights, ...feeds }, { loss: null })
    result.push((loss!.data as Float32Array)[0]!)
  }
  await session.release()
  return result
}
