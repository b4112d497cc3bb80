// The columns of a comparison's table, the same in window, terminal and files.
import { bytes, duration, number, parameterShare, short } from '../format.ts'
import type { Report } from './report.ts'
import type { Scored, Summary } from './trials.ts'
import { gapAndDeviation, meanAndDeviation } from './words.ts'

export interface Column {
  readonly key: string
  readonly title: string
  /** What a cell says; empty where nothing is known. */
  readonly text: (summary: Summary) => string
  /** The number behind it; undefined where it is not known. */
  readonly value: (summary: Summary) => number | undefined
  /** The same of what only has scores; absent where a column needs more. */
  readonly ofScores?: (scored: Scored) => string
  /** Whether more of it is better. */
  readonly rising: boolean
  /** Which of the other datasets it is about; undefined where it is about none. */
  readonly elsewhere?: number
}

/** `here` are the summaries that stand below each other. */
export function columnsOf(
  { metric, elsewhere }: Pick<Report, 'metric' | 'elsewhere'>,
  here: readonly Summary[],
): Column[] {
  const named = elsewhere.length > 1
  const scored = (text: (scored: Scored) => string) => ({ text, ofScores: text })
  return [
    {
      key: 'score',
      title: metric,
      ...scored(({ score }) => meanAndDeviation(score)),
      value: ({ score }) => score.mean,
      rising: true,
    },
    ...elsewhere.flatMap((name, at): Column[] =>
      here.every((one) => !one.elsewhere[at])
        ? []
        : [
            {
              key: `elsewhere ${at}`,
              title: named ? `On ${name}` : 'Out of domain',
              ...scored((one) => (one.elsewhere[at] ? meanAndDeviation(one.elsewhere[at].score) : '')),
              value: (one) => one.elsewhere[at]?.score.mean,
              rising: true,
              elsewhere: at,
            },
            {
              key: `gap ${at}`,
              title: 'Difference',
              ...scored((one) => (one.elsewhere[at] ? gapAndDeviation(one.elsewhere[at].gap) : '')),
              value: (one) => one.elsewhere[at]?.gap.mean,
              rising: true,
              elsewhere: at,
            },
          ],
    ),
    {
      key: 'trained',
      title: 'Trained parameters',
      text: ({ trainable, total }) => `${short(trainable)} (${parameterShare(trainable, total)})`,
      value: ({ trainable }) => trainable,
      rising: false,
    },
    {
      key: 'disk',
      title: 'On disk',
      text: ({ diskBytes }) => bytes(diskBytes),
      value: ({ diskBytes }) => diskBytes,
      rising: false,
    },
    {
      key: 'time',
      title: 'Training time',
      text: ({ seconds }) => duration(seconds),
      value: ({ seconds }) => seconds,
      rising: false,
    },
    {
      key: 'memory',
      title: 'Peak memory',
      text: ({ memoryBytes }) => bytes(memoryBytes),
      value: ({ memoryBytes }) => memoryBytes,
      rising: false,
    },
    ...(here.every(({ milliseconds }) => milliseconds === null)
      ? []
      : [
          {
            key: 'latency',
            title: 'ms per text',
            text: ({ milliseconds }: Summary) => (milliseconds === null ? '' : number(milliseconds)),
            value: ({ milliseconds }: Summary) => milliseconds ?? undefined,
            rising: false,
          },
        ]),
  ]
}

/** The best of a column; undefined where there are not two to choose from, or all are alike. */
export function bestIn({ value, rising }: Column, summaries: readonly Summary[]): number | undefined {
  const known = summaries.flatMap((one) => value(one) ?? [])
  const [lowest, highest] = [Math.min(...known), Math.max(...known)]
  if (known.length < 2 || lowest === highest) return undefined
  return rising ? highest : lowest
}
