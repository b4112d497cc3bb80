// Several LoRAs of one model as one, each with a weight, by the rules of peft's add_weighted_adapter.
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { NewAdapter } from '../../shared/adapter.ts'
import type { CombinationOptions } from '../../shared/combination.ts'
import { LabError } from '../../shared/labError.ts'
import { resolveSpec } from '../catalog/resolveSpec.ts'
import { writeJsonAtomic } from '../files/atomic.ts'
import type { TensorSource } from '../files/safetensorsWriter.ts'
import { linearLayers } from '../models/linearLayers.ts'
import { openModel } from '../models/open.ts'
import { isDemonstrated } from '../objectives/objective.ts'
import { tensor } from '../runtime/session.ts'
import { openBest, saveBest } from '../training/bestWeights.ts'
import { loadDemonstrations, saveDemonstrations } from '../training/demonstrationFile.ts'
import { headOf, openMethod, readRunFile, type RunFile } from '../training/method.ts'
import type { Weights } from '../training/weights.ts'
import { lora, loraScale } from '../tuning/lora.ts'
import { combinePair, type Part } from './combinePair.ts'
import { parseLoraName } from './merge/lora.ts'
import { valuesOf } from './merge/values.ts'
import { targetModules } from './peft/targetModules.ts'
import { readTensors } from './readTensors.ts'

/** A run to combine, and its weight. */
export interface Weighted {
  readonly runFolder: string
  readonly weight: number
}

/**
 * Makes a run in `runFolder` of the LoRAs of `runs`, all on the model in `modelFolder`. Heads that tell the same classes apart
 * are averaged by their weights; otherwise the first run's head counts.
 * @throws LabError('method') for a run that is no LoRA, and for `linear` of different ranks; LabError('option') for a rank
 *   that cannot be.
 */
export async function combineLoras(
  runs: readonly Weighted[],
  { by: kind, rank: wished }: CombinationOptions,
  name: string,
  modelFolder: string,
  runFolder: string,
): Promise<NewAdapter> {
  const files = await Promise.all(runs.map((run) => readRunFile(run.runFolder)))
  const parts = await Promise.all(runs.map((run, i) => partOf(run, files[i]!)))
  const rank = rankOf(kind, wished, parts)
  const modules = new Set(
    parts.flatMap(({ tensors }) => [...tensors.keys()].flatMap((key) => parseLoraName(key)?.module ?? [])),
  )
  const pairs = await Promise.all([...modules].map((module) => combinePair(module, parts, kind, rank)))
  const sources = [...pairs.flat(), ...(await heads(runs, files, parts))]
  const model = await openModel(modelFolder)
  const [first] = files as [RunFile]
  const options = { rank, alpha: rank, rsLora: false, targets: targetModules(modules, linearLayers(model)) }
  const spec = resolveSpec({
    ...first.spec,
    name,
    dataset: '',
    start: '',
    tuning: { id: lora.id, options: { ...first.spec.tuning.options, ...options } },
  })
  const named = runs.map(({ weight }, i) => ({ name: files[i]!.spec.name || `part ${i + 1}`, weight }))
  const file: RunFile = { ...first, spec, dataset: { name: '', hash: '' }, parts: named }
  const method = await openMethod(modelFolder, file)
  if (isDemonstrated(method.question))
    await saveDemonstrations(runFolder, await loadDemonstrations(runs[0]!.runFolder, method.question))
  await saveBest(runFolder, await weightsOf(sources, method.trainingGraph().trained), 0, null)
  await writeJsonAtomic(join(runFolder, 'run.json'), file)
  const { trainable, total } = method.parameters
  return { spec, trainableParameters: trainable, totalParameters: total }
}

/** The rank of the result. Throws `method` where the LoRAs have no such one, and `option` for one that cannot be wished. */
function rankOf(kind: CombinationOptions['by'], wished: number | undefined, parts: readonly Part[]): number {
  const ranks = parts.map(({ rank }) => rank)
  const sum = ranks.reduce((a, b) => a + b)
  if (wished !== undefined && (kind !== 'svd' || wished < 1 || wished > sum))
    throw new LabError(
      'option',
      kind === 'svd'
        ? `The sum of these LoRAs has the rank ${sum} at most. Choose a rank from 1 to ${sum}, not ${wished}.`
        : `The rank is chosen only by "svd"; by "${kind}" it follows from the LoRAs.`,
      { option: 'rank', got: wished },
    )
  if (kind === 'linear' && new Set(ranks).size > 1)
    throw new LabError(
      'method',
      `A linear combination needs LoRAs of one rank, and these have ${ranks.join(' and ')}. Combine them by "cat" or "svd".`,
    )
  return kind === 'cat' ? sum : (wished ?? Math.max(...ranks))
}

async function partOf({ runFolder, weight }: Weighted, { spec }: RunFile): Promise<Part> {
  if (spec.tuning.id !== lora.id || spec.tuning.and)
    throw new LabError(
      'method',
      `"${spec.name}" was not trained by LoRA alone. Only LoRAs can be combined.`,
      {
        tuning: spec.tuning.id,
      },
    )
  const { rank, alpha, rsLora, dora } = lora.schema.parse(spec.tuning.options)
  // Its magnitudes belong to one sum W + s B A, so sums of several have none.
  if (dora)
    throw new LabError(
      'method',
      `"${spec.name}" was trained with DoRA, which cannot be combined. Choose LoRAs.`,
      {
        tuning: spec.tuning.id,
      },
    )
  const best = await readTensors(await openBest(runFolder))
  const tensors = new Map(best.map((source) => [source.name, source]))
  return { tensors, rank, factor: weight * loraScale(rank, alpha, rsLora) }
}

/** What the runs trained beside their pairs. */
async function heads(
  runs: readonly Weighted[],
  files: readonly RunFile[],
  parts: readonly Part[],
): Promise<TensorSource[]> {
  const total = runs.reduce((sum, { weight }) => sum + weight, 0)
  const [first] = files
  const alike = files.every(
    ({ spec, labels }) =>
      spec.objective.id === first!.spec.objective.id &&
      headOf(spec) === headOf(first!.spec) &&
      isDeepStrictEqual(labels, first!.labels),
  )
  const own = [...parts[0]!.tensors.values()].filter(({ name }) => parseLoraName(name) === null)
  if (!alike || total === 0) return own
  return Promise.all(
    own.map(async (source) => {
      const data = new Float32Array((await valuesOf(source)).length)
      for (const [i, { tensors }] of parts.entries()) {
        const other = await valuesOf(tensors.get(source.name)!)
        for (let at = 0; at < data.length; at++) data[at]! += (runs[i]!.weight / total) * other[at]!
      }
      return { ...source, data }
    }),
  )
}

async function weightsOf(sources: readonly TensorSource[], trained: Weights['trained']): Promise<Weights> {
  const byName = new Map(sources.map((source) => [source.name, source]))
  const tensors: { [name: string]: Weights['tensors'][string] } = {}
  for (const { value, shape } of trained)
    tensors[value.name] = tensor(await valuesOf(byName.get(value.name)!), shape)
  return { tensors, blocks: [], trained }
}
