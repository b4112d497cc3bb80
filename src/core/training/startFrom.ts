// Training that goes on where another run ended: from its trained weights instead of new ones.
import { isDeepStrictEqual } from 'node:util'
import { LabError } from '../../shared/labError.ts'
import type { RunSpec } from '../../shared/run.ts'
import { shapeText } from '../graph/value.ts'
import { openBest } from './bestWeights.ts'
import { readRunFile, type Method, type RunFile } from './method.ts'
import type { Weights } from './weights.ts'

/** Throws `option` where weights of a run of `start` mean something else in a run of `spec`. */
export function checkStart(spec: RunSpec, start: RunSpec): void {
  if (isDeepStrictEqual(spec.tuning, start.tuning)) return
  throw new LabError(
    'option',
    `A run that starts from the weights of ${spec.start} needs its method, "${start.tuning.id}" with the same options. Take them over, or start anew.`,
    { option: 'tuning', start: spec.start },
  )
}

/**
 * Fills the trained weights from the best ones of the run in `startFolder`. A last layer that tells other classes apart is
 * left as it is. Throws `option` where a weight is missing there or has another shape, and as checkStart.
 */
export async function startFrom(
  startFolder: string,
  { spec, labels }: RunFile,
  { model }: Pick<Method, 'model'>,
  { tensors, trained }: Weights,
): Promise<void> {
  const start = await readRunFile(startFolder)
  checkStart(spec, start.spec)
  const sameTask = spec.objective.id === start.spec.objective.id && isDeepStrictEqual(labels, start.labels)
  const file = await openBest(startFolder)
  try {
    for (const { value, shape } of trained) {
      if (!sameTask && value.name.startsWith(`${model.head.name}.`)) continue
      const found = file.tensors.get(value.name)?.shape
      if (found?.join() !== shape.join())
        throw new LabError(
          'option',
          `The run ${spec.start} has ${found ? `${value.name} ${shapeText(found)}` : `no ${value.name}`}, where ${shapeText(shape)} is needed. Start from another run, or anew.`,
          { option: 'start', tensor: value.name },
        )
      await file.readInto(value.name, tensors[value.name]!.data as Float32Array)
    }
  } finally {
    await file.close()
  }
}
