// A causal language model in a real worker process: it answers many questions, refuses some, and stops when it is told to.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../core/data/testing.ts'
import type { FromWorker, ToWorker } from '../shared/jobs.ts'
import { writeTinyModel } from '../testing/tinyModel.ts'
import { runWorker, type Worker } from '../testing/workerProcess.ts'

const options = { maxNewTokens: 12, temperature: 1, topK: 0, topP: 1, seed: 3 }

test('a writer writes piece by piece, judges, refuses a question without ending, and stops', async () => {
  const modelFolder = join(temporaryFolder(), 'llama')
  await writeTinyModel(modelFolder, 'llama')
  const questions: readonly ToWorker[] = [
    { kind: 'generate', id: 1, prompt: 'the film was', options },
    { kind: 'generate', id: 2, prompt: 'film '.repeat(300), options },
    { kind: 'score', id: 3, context: 'the film was', continuations: [' good', ' bad'] },
    // The same again, but it is stopped at its first piece.
    { kind: 'generate', id: 4, prompt: 'the film was', options },
  ]
  const answers: FromWorker[] = []
  let asked = 0
  const next = (worker: Worker): void => {
    const question = questions[asked++]
    if (question) worker.send(question)
    else worker.kill()
  }
  const { messages, stderr } = await runWorker(
    { kind: 'writer', place: { modelFolder }, device: 'cpu', threads: 1 },
    {
      onMessage: (message, worker) => {
        if (message.kind === 'piece' && message.id === 4) worker.send({ kind: 'stopWriting', id: 4 })
        if (message.kind === 'note' || message.kind === 'piece') return
        answers.push(message)
        next(worker)
      },
    },
  )
  const textOf = (id: number): string =>
    messages.map((m) => (m.kind === 'piece' && m.id === id ? m.text : '')).join('')
  expect(answers, stderr).toMatchObject([
    { kind: 'ready' },
    { kind: 'generated', id: 1, tokens: 12, end: 'length' },
    { kind: 'failed', question: 2, error: { code: 'option' } },
    { kind: 'scored', id: 3, scores: [{ text: ' good' }, { text: ' bad' }] },
    { kind: 'generated', id: 4, end: 'stopped' },
  ])
  expect(textOf(1).length).toBeGreaterThan(textOf(4).length)
  expect(textOf(1).startsWith(textOf(4))).toBe(true)
})
