// An ONNX classifier with its tokenizer: model.onnx takes what the tokenizer gives and gives logits.
import { join } from 'node:path'
import { writeFileAtomic } from '../files/atomic.ts'
import { createGraph, type Graph } from '../graph/graph.ts'
import { serialize } from '../graph/serialize.ts'
import { createContext } from '../models/context.ts'
import type { Model } from '../models/family.ts'
import type { Hooks } from '../models/hooks.ts'
import { headLogits, still } from '../training/graphs.ts'
import { writeClassifierFiles } from './classifierFolder.ts'
import { merge } from './merge/index.ts'
import { initializersOf, weightsOf } from './onnxWeights.ts'
import { paddedInputs } from './paddedInputs.ts'
import type { TrainedModel } from './trainedModel.ts'

export const modelFile = 'model.onnx'
const dataFile = 'model.onnx.data'

/**
 * Writes model.onnx (past `embedded` bytes of weights with model.onnx.data), config.json and the tokenizer to `folder`,
 * which exists. The tuning is folded into the weights, or stays part of the graph where it cannot be.
 * @throws LabError('export') when a weight is missing.
 */
export async function writeOnnx(
  folder: string,
  trained: Pick<TrainedModel, 'baseFolder' | 'model' | 'tensors' | 'tuning'>,
  labels: readonly string[],
  embedded?: number,
): Promise<void> {
  const { baseFolder, model } = trained
  const { tensors, hooks } = merge(trained)
  const graph = classifierGraph(model, hooks, Math.max(1, labels.length))
  const values = [...graph.parameters.values()].map(({ value }) => value)
  const initializers = await initializersOf(weightsOf(values, tensors), folder, dataFile, embedded)
  await writeFileAtomic(join(folder, modelFile), serialize(graph.emitter, initializers))
  await writeClassifierFiles(folder, baseFolder, model, labels)
}

function classifierGraph(model: Model, hooks: Hooks, outputs: number): Graph {
  const g = createGraph({ training: false })
  const c = createContext(g, model, hooks, paddedInputs(g, model))
  g.output('logits', headLogits(c, model, outputs, still))
  return g
}
