// A model whose layers answer as a set of ONNX files, one for each layer, with a manifest and two programs that run it.
import { join } from 'node:path'
import type { ExitRule, ExitRuleName } from '../../../shared/exits/rules.ts'
import { writeFileAtomic, writeJsonAtomic } from '../../files/atomic.ts'
import type { TensorSource } from '../../files/safetensorsWriter.ts'
import type { Emitter } from '../../graph/emitter.ts'
import { createGraph } from '../../graph/graph.ts'
import { serialize } from '../../graph/serialize.ts'
import type { Value } from '../../graph/value.ts'
import { layerParts } from '../../inference/exits/layerParts.ts'
import { createContext } from '../../models/context.ts'
import { compose, type Hooks } from '../../models/hooks.ts'
import type { Context } from '../../models/layers.ts'
import { layerGraph, type ExitModel } from '../../training/exitGraphs.ts'
import { writeClassifierFiles } from '../classifierFolder.ts'
import { merge } from '../merge/index.ts'
import { initializersBeside, initializersOf, weightsOf } from '../onnxWeights.ts'
import { paddedInputs } from '../paddedInputs.ts'
import type { TrainedModel } from '../trainedModel.ts'
import { javascript } from './javascript.ts'
import { manifestFile, ruleSentences, type ExitManifest } from './manifest.ts'
import { python } from './python.ts'

/** What of a run leaves beside the model itself where its inner layers answer. */
export interface TrainedExits {
  readonly model: ExitModel
  /** The weights of the exits. */
  readonly tensors: readonly TensorSource[]
  /** When texts leave unless another rule is asked for. */
  readonly rule: ExitRule
  /** How far apart numbers may be that agree. */
  readonly agreement: number
  readonly maxLength: number
}

const sharedFile = 'shared.onnx.data'

/**
 * Writes the layers, exits.json, exits.mjs, exits.py, config.json and the tokenizer to `folder`, which exists. Every weight is
 * stored once: in its layer's file, or, where several layers use it, in one file beside them.
 * @throws LabError('export') when a weight is missing.
 */
export async function writeExits(
  folder: string,
  { baseFolder, model, tensors, tuning }: Pick<TrainedModel, 'baseFolder' | 'model' | 'tensors' | 'tuning'>,
  exits: TrainedExits,
  labels: readonly string[],
): Promise<void> {
  const merged = merge({ tensors: [...tensors, ...exits.tensors], tuning, model })
  const { parts, isWeight } = paddedParts(exits.model, merged.hooks)
  const readers = new Map<string, number>()
  for (const { inputs } of parts)
    for (const { name } of inputs) readers.set(name, (readers.get(name) ?? 0) + 1)
  const weightsIn = (some: readonly Value[], shared: boolean): Value[] =>
    some.filter(({ name }) => isWeight(name) && readers.get(name)! > 1 === shared)

  const alike = new Map(parts.flatMap(({ inputs }) => weightsIn(inputs, true).map((v) => [v.name, v])))
  const beside =
    alike.size > 0
      ? await initializersBeside(weightsOf(alike.values(), merged.tensors), folder, sharedFile)
      : []
  const layers: ExitManifest['layers'] = []
  for (const [l, part] of parts.entries()) {
    const file = `layer.${l + 1}.onnx`
    const own = weightsOf(weightsIn(part.inputs, false), merged.tensors)
    const inside = await initializersOf(own, folder, `${file}.data`)
    const read = new Set(part.inputs.map(({ name }) => name))
    const initializers = [...inside, ...beside.filter(({ value }) => read.has(value.name))]
    await writeFileAtomic(join(folder, file), serialize(part, initializers))
    const data = initializers.flatMap((one) => ('location' in one.data ? [one.data.location] : []))
    layers.push({
      file,
      data: [...new Set(data)],
      inputs: part.inputs.flatMap(({ name }) => (isWeight(name) ? [] : [name])),
      outputs: part.outputs.map(({ name }) => name),
    })
  }
  await writeJsonAtomic(join(folder, manifestFile), manifest(exits, layers, labels))
  await writeFileAtomic(join(folder, 'exits.mjs'), javascript)
  await writeFileAtomic(join(folder, 'exits.py'), python)
  await writeClassifierFiles(folder, baseFolder, model, labels)
}

function manifest(
  { model: { task, training }, rule, agreement, maxLength }: TrainedExits,
  layers: ExitManifest['layers'],
  labels: readonly string[],
): ExitManifest {
  const known = Object.entries(ruleSentences) as [ExitRuleName, string][]
  const rules = known.filter(([name]) =>
    name === 'certainty' ? training.certainty : name === 'patience' || task.outputs > 1,
  )
  return {
    version: 1,
    task: task.outputs > 1 ? 'classify' : 'regress',
    labels: [...labels],
    maxLength,
    layers,
    exit: rule,
    agreement,
    rules: Object.fromEntries(rules),
  }
}

/**
 * One graph for each layer. They hand on states [B, S, D] with a place for padding, so that whoever runs them takes rows out of a
 * batch without knowing how its tokens lie.
 */
function paddedParts(
  exits: ExitModel,
  hooks: Hooks,
): { readonly parts: readonly Emitter[]; isWeight(name: string): boolean } {
  const g = createGraph({ training: false })
  const padded: Value[] = []
  const passing: Hooks = {
    afterLayer: (_, hidden, layer) => {
      // Nobody reads what the last one would hand on.
      if (layer === exits.model.facts.layers - 1) return hidden
      const rows = g.padRows(hidden, c.batch.pad, c.batch.unpad)
      padded.push(rows)
      return g.unpadRows(rows, c.batch.unpad, c.batch.pad)
    },
  }
  const c: Context = createContext(g, exits.model, compose(hooks, passing), paddedInputs(g, exits.model))
  const graph = layerGraph(exits, c)
  return {
    parts: layerParts({ ...graph, states: [graph.states[0]!, ...padded] }),
    isWeight: (name) => g.parameters.has(name),
  }
}
