// A run that trains nothing: the model answers the rows as it is.
import type { RunPlace } from '../../shared/jobs.ts'
import { openSessions } from '../runtime/openSessions.ts'
import { saveBest } from './bestWeights.ts'
import { evaluate } from './evaluate.ts'
import { noSteps } from './plan.ts'
import type { Prepared } from './prepare.ts'
import { Reporter, type TrainingIo } from './reporter.ts'
import { scoreSeries, scoreSplits } from './scoreSplits.ts'
import type { Trained } from './train.ts'

/**
 * Scores the model with its prompt. Its best weights are a file of none, so that whoever uses a run finds what it looks
 * for; there is no checkpoint, because there is nothing to go on with.
 */
export async function askUntrained(
  place: RunPlace,
  { method, rows }: Prepared,
  io: TrainingIo,
): Promise<Trained> {
  const reporter = new Reporter(io, noSteps, 0, 0)
  const graph = method.evaluationGraph()
  const elsewhere: string[] = []
  const { device, sessions } = await openSessions({ looking: graph }, place.spec, (sentence) => {
    io.note(sentence)
    elsewhere.push(sentence)
  })
  const weights = await method.load(graph.parameters.values(), [])
  reporter.flush('Evaluating')
  const { scores } = await scoreSplits(place, method.task, rows, (of) =>
    evaluate(method, sessions.looking, weights.tensors, of, () => reporter.alive('Evaluating')),
  )
  if (scores.dev) reporter.add(scoreSeries(scores.dev))
  await saveBest(place.runFolder, weights, 0, null)
  reporter.flush('Done')
  return {
    state: 'done',
    result: {
      scores,
      best: null,
      steps: 0,
      trainableParameters: 0,
      totalParameters: method.parameters.total,
      tokensPerSecond: 0,
      seconds: reporter.seconds,
      peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
      device,
    },
    note: [...elsewhere, 'Nothing was trained: these are the scores of the model as it is.'].join(' '),
  }
}
