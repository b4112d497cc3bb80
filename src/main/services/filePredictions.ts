// Predicts the rows of a file for the window, which saves what comes of it.
import type { Handlers } from '../../shared/serve.ts'
import { LabError } from '../../shared/labError.ts'
import type { Context } from './context.ts'
import { askEarly, askRuns, predictedLines, readTexts } from './predictedTexts.ts'
import { findRun } from './runInfo.ts'

export function filePredictionService(
  context: Context,
  asked: Pick<Handlers, 'runs.predict' | 'exits.answer'>,
): Pick<Handlers, 'runs.predictFile' | 'runs.stopPredicting'> {
  const working = new Map<string, AbortController>()
  return {
    'runs.predictFile': async ({ id, file, roles, rule }) => {
      const { number } = findRun(context, id)
      if (working.has(id))
        throw new LabError('run', `Run ${number} is predicting a file already. Wait for it, or stop it.`, {
          id,
        })
      const stop = new AbortController()
      working.set(id, stop)
      try {
        const texts = await readTexts(context.platform.pathOf(file), roles, file.name)
        const watch = {
          stop: stop.signal,
          onRows: (done: number) => context.emit('runs.predicting', { id, done, rows: texts.length }),
        }
        const { predictions, milliseconds, layers } = rule
          ? await askEarly(asked, id, texts, rule, watch)
          : await askRuns(asked, [id], texts, watch)
        if (stop.signal.aborted) return null
        return {
          csv: `${predictedLines([id], predictions, ',').join('\n')}\n`,
          rows: predictions.length,
          milliseconds,
          layers: layers ?? null,
        }
      } finally {
        working.delete(id)
      }
    },
    'runs.stopPredicting': ({ id }) => {
      working.get(id)?.abort()
      return { ok: true }
    },
  }
}
