// Runs whose texts may leave early: what a rule makes of texts, and the answers of all layers from which a rule is chosen.
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readRunFile, type RunFile } from '../../core/training/method.ts'
import { layersPath } from '../../core/training/layerScores.ts'
import type { CallName } from '../../shared/contract.ts'
import type { LayeredRows } from '../../shared/exits/answers.ts'
import { agreementOf } from '../../shared/exits/rules.ts'
import type { ToWorker } from '../../shared/jobs.ts'
import { LabError } from '../../shared/labError.ts'
import type { Prediction, SplitName } from '../../shared/run.ts'
import type { Handlers } from '../../shared/serve.ts'
import type { Context } from './context.ts'
import type { KeptModels } from './keptModels.ts'
import { readPredictions } from './predictions.ts'
import { findRun, usablePlace } from './runInfo.ts'

/** The key of a run's leaver among the models kept in memory. */
export const leaverOf = (run: string): string => `leaver of run ${run}`

export function exitService(
  context: Context,
  kept: KeptModels,
): Pick<Handlers, Extract<CallName, `exits.${string}`>> {
  return {
    'exits.answer': async ({ id, texts, rule, measure }) => {
      const place = usablePlace(context.home, findRun(context, id))
      const examples = texts.map((text, index) => ({ row: index + 1, ...text }))
      const key = leaverOf(id)
      kept.keepOnly([key])
      const ask = (question: number): ToWorker => ({ kind: 'leave', id: question, examples, rule, measure })
      const { milliseconds, layers, answers, times } = await kept.ask(
        key,
        { kind: 'leaver', place },
        ask,
        'left',
      )
      return { milliseconds, layers, answers: [...answers], times }
    },
    'exits.layers': async ({ id, split }) => {
      const found = await readLayered(context, id, split)
      if (found) return found
      const { number } = findRun(context, id)
      throw new LabError(
        'run',
        `Run ${number} has no answers of inner layers to its ${split} rows. They are kept when a run with an exit ends ("lathe train --exit alternating").`,
        { id, split },
      )
    },
  }
}

/** The answers of all layers of a run to the rows of a split; undefined where none were kept. */
export async function readLayered(
  context: Context,
  id: string,
  split: SplitName,
): Promise<LayeredRows | undefined> {
  const folder = context.home.run(id)
  const path = layersPath(folder, split)
  const predictions = join(folder, `predictions.${split}.jsonl`)
  if (!existsSync(path) || !existsSync(predictions)) return undefined
  const file = await readRunFile(folder)
  return layered(await floatsOf(path), await readPredictions(predictions), file, layersOf(context, id))
}

function layersOf(context: Context, id: string): number {
  const { result } = findRun(context, id)
  return result?.layers?.dev?.length ?? result?.layers?.test?.length ?? 1
}

/** See writeLayers for the order of `values`. */
function layered(
  values: Float32Array,
  rows: readonly Prediction[],
  { labels, numbers }: Pick<RunFile, 'labels' | 'numbers'>,
  layers: number,
): LayeredRows {
  const outputs = Math.max(1, labels.length)
  const each = values.length / rows.length / layers
  return {
    layers,
    labels: [...labels],
    agreement: agreementOf(numbers),
    rows: rows.map(({ row, text, pair, label }, i) => {
      const of = Array.from({ length: layers }, (_, l) => {
        const start = (i * layers + l) * each
        return Array.from(values.subarray(start, start + each))
      })
      return {
        row,
        text,
        ...(pair === undefined ? {} : { pair }),
        label,
        target: labels.length > 0 ? labels.indexOf(label) : Number(label),
        logits: of.map((one) => one.slice(0, outputs)),
        doubts: each > outputs ? of.map((one) => one.at(-1)!) : [],
      }
    }),
  }
}

async function floatsOf(path: string): Promise<Float32Array> {
  return new Float32Array(new Uint8Array(await readFile(path)).buffer)
}
