// What causal language models write and how likely they find texts: pre-trained ones, and runs on top of them.
import type { CallName, Parsed } from '../../shared/contract.ts'
import type { Job, ToWorker } from '../../shared/jobs.ts'
import type { Handlers } from '../../shared/serve.ts'
import type { Context } from './context.ts'
import type { KeptModels } from './keptModels.ts'
import { findFolder } from './models.ts'
import { findRun, usablePlace } from './runInfo.ts'

type TextCalls = Extract<CallName, `texts.${string}`>

/** The key of a run's writer among the models kept in memory. */
export const writerOf = (run: string): string => `writer of run ${run}`

export function textService(context: Context, kept: KeptModels): Pick<Handlers, TextCalls> {
  /** Requests that were asked to stop, by the way to tell their worker. */
  const stops = new Map<string, () => void>()
  const writer = (of: Parsed<'texts.score'>['of']): { key: string; job: Job } => {
    if ('model' in of) {
      const { folder: modelFolder } = findFolder(context, of.model)
      return {
        key: `writer of model ${modelFolder}`,
        job: { kind: 'writer', place: { modelFolder }, device: 'auto', threads: 0 },
      }
    }
    const run = findRun(context, of.run)
    const { modelFolder, runFolder } = usablePlace(context.home, run)
    const { device, threads } = run.spec
    return {
      key: writerOf(of.run),
      job: { kind: 'writer', place: { modelFolder, runFolder }, device, threads },
    }
  }
  return {
    'texts.generate': async ({ of, request, prompt, options }) => {
      const { key, job } = writer(of)
      kept.keepOnly([key])
      let text = ''
      const question = (id: number): ToWorker => {
        stops.set(request, () => kept.tell(key, { kind: 'stopWriting', id }))
        return { kind: 'generate', id, prompt, options }
      }
      try {
        const { tokens, milliseconds, end } = await kept.ask(key, job, question, 'generated', (said) => {
          if (said.kind !== 'piece') return
          text += said.text
          context.emit('texts.piece', { request, text: said.text })
        })
        return { text, tokens, milliseconds, end }
      } finally {
        stops.delete(request)
      }
    },
    'texts.stop': ({ request }) => {
      stops.get(request)?.()
      return { ok: true }
    },
    'texts.score': async ({ of, context: given, continuations }) => {
      const { key, job } = writer(of)
      kept.keepOnly([key])
      const question = (id: number): ToWorker => ({ kind: 'score', id, context: given, continuations })
      const { scores } = await kept.ask(key, job, question, 'scored')
      return { scores: [...scores] }
    },
  }
}
