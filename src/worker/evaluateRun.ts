// Scores a run on the rows of a file, telling how far it is.
import { openPredictor } from '../core/baselines/wordPredictor.ts'
import type { TrainingIo } from '../core/training/reporter.ts'
import type { Job } from '../shared/jobs.ts'
import type { Scores } from '../shared/run.ts'
import { readExamplesFile } from './examplesFile.ts'

/** Thrown out of the work at hand, which leaves nothing behind before its end. */
class Stopped extends Error {}

/** Null where it was asked to stop. */
export async function evaluateRun(
  { place, examplesFile, predictionsFile }: Extract<Job, { kind: 'evaluate' }>,
  { progress, note, stopRequested }: TrainingIo,
): Promise<Scores | null> {
  const tell = teller(progress)
  tell('Opening the model', 0, 0)
  try {
    const predictor = await openPredictor(place, note)
    tell('Reading the rows', 0, 0)
    return await predictor.evaluate(await readExamplesFile(examplesFile), predictionsFile, (done, pieces) => {
      if (stopRequested()) throw new Stopped()
      tell('Scoring', done, pieces)
    })
  } catch (thrown) {
    if (thrown instanceof Stopped) return null
    throw thrown
  }
}

/** Milliseconds between two messages about the same phase. */
const interval = 100

function teller(progress: TrainingIo['progress']): (phase: string, done: number, pieces: number) => void {
  let began = 0
  let last = ''
  let sent = 0
  return (phase, done, pieces) => {
    const now = performance.now()
    if (phase === last && now - sent < interval) return
    // The phases before tell nothing of how long this one takes.
    if (phase !== last) began = now
    last = phase
    sent = now
    const seconds = (now - began) / 1000
    const secondsLeft = done > 1 ? (seconds / (done - 1)) * (pieces - done) : null
    const memoryBytes = process.memoryUsage.rss()
    progress(
      {
        step: done,
        steps: pieces,
        epoch: 0,
        epochs: 0,
        tokensPerSecond: 0,
        memoryBytes,
        seconds,
        secondsLeft,
        phase,
      },
      [],
    )
  }
}
