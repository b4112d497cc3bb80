// One run as commands tell it.
import type { RunInfo } from '../../shared/runInfo.ts'
import { LabError, type LabErrorCode } from '../../shared/labError.ts'
import { tuningName } from '../../shared/tuningName.ts'
import type { Lab } from '../services/lab.ts'
import { isForeign } from '../services/runInfo.ts'
import { type Answer, count, duration, short, table } from './output.ts'

/** Scores in the order in which they are told. */
const scoreTitles = {
  loss: 'loss',
  perplexity: 'perplexity',
  accuracy: 'accuracy',
  macroF1: 'macro F1',
  matthews: 'Matthews',
  pearson: 'Pearson',
  spearman: 'Spearman',
} as const

/** What a run left behind. A failed run is told as its error, so that the exit code says so. */
export function reportRun(lab: Lab, run: RunInfo): Answer {
  if (run.state === 'failed') {
    const { code, message } = run.error!
    throw new LabError(code as LabErrorCode, `Run ${run.id} failed. ${message}`, { run: run.id })
  }
  return describeRun(lab, run)
}

/** One run for a script and for people. */
export function describeRun(lab: Lab, run: RunInfo): Answer {
  const { result } = run
  const splits = Object.entries(result?.scores ?? {})
  const told = Object.entries(scoreTitles).filter(([name]) =>
    splits.some(([, s]) => s[name as keyof typeof scoreTitles] !== undefined),
  ) as [keyof typeof scoreTitles, string][]
  const scores = table(
    ['split', 'rows', ...told.map(([, title]) => title)],
    splits.map(([split, s]) => [split, count(s.examples), ...told.map(([name]) => short(s[name]))]),
    [1, ...told.map((_, i) => i + 2)],
  )
  return {
    json: {
      runId: run.id,
      name: run.name,
      status: run.state,
      note: run.note,
      error: run.error,
      metrics: result?.scores ?? {},
      best: result?.best ?? null,
      steps: result?.steps ?? run.progress?.step ?? 0,
      trainableParameters: run.trainableParameters,
      totalParameters: run.totalParameters,
      tokensPerSecond: result?.tokensPerSecond ?? null,
      seconds: result?.seconds ?? null,
      peakMemoryBytes: result?.peakMemoryBytes ?? null,
      device: result?.device ?? null,
      datasetHash: run.datasetHash,
      folder: lab.context.home.run(run.id),
      spec: run.spec,
    },
    text: [
      [`Run ${run.id}${run.name && ` "${run.name}"`}: ${run.state}.`, run.error?.message, run.note]
        .filter(Boolean)
        .join(' '),
      `${run.modelTitle && `${run.modelTitle}, `}${run.spec.objective.id} x ${tuningName(run.spec.tuning)} x ${run.spec.exit.id}${run.datasetName && `, on ${run.datasetName}`}`,
      isForeign(run)
        ? `${count(run.trainableParameters)} of ${count(run.totalParameters)} parameters are its own`
        : `${count(run.trainableParameters)} of ${count(run.totalParameters)} parameters trained in ${duration(result?.seconds)}` +
          ` (${short(result?.tokensPerSecond)} tokens/s)`,
      ...(splits.length > 0 ? ['', scores] : []),
    ].join('\n'),
  }
}
