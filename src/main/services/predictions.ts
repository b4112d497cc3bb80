// What a trained run says of texts: of its own splits' rows, and of new ones.
import { createReadStream, existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
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

/** The key of a run's predictor among the models kept in memory. */
export const predictorOf = (run: string): string => `predictor of run ${run}`

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
    'runs.predict': async ({ id, texts }) => {
      const run = findRun(context, id)
      const examples = texts.map(({ text, pair }, index) => ({
        row: index + 1,
        text,
        ...(pair === undefined ? {} : { pair }),
      }))
      const job = { kind: 'predictor', place: usablePlace(context.home, run) } as const
      const ask = (question: number): ToWorker => ({ kind: 'predict', id: question, examples })
      const answer = await kept.ask(predictorOf(id), job, ask, 'predicted')
      return {
        milliseconds: answer.milliseconds,
        predictions: answer.predictions.map((one) => ({ ...one, probabilities: [...one.probabilities] })),
      }
    },
  }
}

async function readPredictions(file: string): Promise<Prediction[]> {
  const rows: Prediction[] = []
  for await (const line of createInterface({ input: createReadStream(file) }))
    if (line) rows.push(JSON.parse(line) as Prediction)
  return rows
}
