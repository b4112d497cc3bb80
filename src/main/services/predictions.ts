// What a trained run says of texts: of its own splits' rows, and of new ones.
import { createReadStream, existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Output } from '../../shared/contract.ts'
import type { ToWorker } from '../../shared/jobs.ts'
import { LabError } from '../../shared/labError.ts'
import type { Prediction } from '../../shared/run.ts'
import type { Handlers } from '../../shared/serve.ts'
import type { Context } from './context.ts'
import type { KeptModels } from './keptModels.ts'
import { findRun, usablePlace } from './runInfo.ts'

const orders = {
  row: (a: Prediction, b: Prediction) => a.row - b.row,
  loss: (a: Prediction, b: Prediction) => b.loss - a.loss || a.row - b.row,
  confidence: (a: Prediction, b: Prediction) => b.confidence - a.confidence || a.row - b.row,
} as const

/** The key of a model's predictor among those kept in memory. */
const predictorOf = (modelFolder: string): string => `predictor on ${modelFolder}`

export function predictionService(
  context: Context,
  kept: KeptModels,
): Pick<Handlers, 'runs.predictions' | 'runs.predict'> {
  // Paging through one list asks for the same file again and again.
  let last: { key: string; rows: Promise<Prediction[]> } | undefined
  const rowsOf = (file: string): Promise<Prediction[]> => {
    const key = `${file} ${statSync(file).mtimeMs}`
    if (last?.key !== key) last = { key, rows: readPredictions(file) }
    return last.rows
  }
  return {
    'runs.predictions': async ({ id, split, label, predicted, order, offset, limit }) => {
      const run = findRun(context, id)
      const file = join(context.home.run(id), `predictions.${split}.jsonl`)
      if (!existsSync(file))
        throw new LabError('run', `Run ${run.number} has not been scored on its ${split} rows yet.`, {
          id,
          split,
        })
      const rows = (await rowsOf(file)).filter(
        (row) =>
          (label === undefined || row.label === label) &&
          (predicted === undefined || row.predicted === predicted),
      )
      return { total: rows.length, rows: rows.sort(orders[order]).slice(offset, offset + limit) }
    },
    'runs.predict': async ({ ids, texts }) => {
      const places = ids.map((id) => usablePlace(context.home, findRun(context, id)))
      const examples = texts.map(({ text, pair }, index) => ({
        row: index + 1,
        text,
        ...(pair === undefined ? {} : { pair }),
      }))
      const ofModels = Map.groupBy(ids.keys(), (i) => places[i]!.modelFolder)
      kept.keepOnly([...ofModels.keys()].map(predictorOf))
      const answers: Output<'runs.predict'>['answers'] = []
      let milliseconds = 0
      let passes = 0
      for (const [modelFolder, indices] of ofModels) {
        const runFolders = indices.map((i) => places[i]!.runFolder)
        const ask = (id: number): ToWorker => ({ kind: 'predict', id, runFolders, examples })
        const job = { kind: 'predictor', modelFolder } as const
        const said = await kept.ask(predictorOf(modelFolder), job, ask, 'predicted')
        milliseconds += said.milliseconds
        passes += said.passes
        indices.forEach((i, k) => {
          const predictions = said.predictions[k]!.map((one) => ({
            ...one,
            probabilities: [...one.probabilities],
          }))
          answers[i] = { id: ids[i]!, predictions }
        })
      }
      return { milliseconds, passes, answers }
    },
  }
}

/** A run's predictions of a split, in the order of its rows. */
export async function readPredictions(file: string): Promise<Prediction[]> {
  const rows: Prediction[] = []
  for await (const line of createInterface({ input: createReadStream(file) }))
    if (line) rows.push(JSON.parse(line) as Prediction)
  return rows
}
