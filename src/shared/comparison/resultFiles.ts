// A comparison's result to take away: every run as CSV, the table as Markdown.
import { csvCell } from '../csvCell.ts'
import { bytes, duration, number, percent, short } from '../format.ts'
import type { Claim } from './claims.ts'
import { sizesOf, type Summary, type Trial } from './trials.ts'
import { gapAndDeviation, meanAndDeviation, sizeTitle } from './words.ts'

const head =
  'method,rows per class,seed,score,out of domain,trainable parameters,parameters,bytes on disk,train seconds,peak memory bytes,milliseconds per text'

/** One row for each finished run. */
export function trialsCsv(trials: readonly Trial[], title: (method: string) => string): string {
  const rows = trials.map((one) =>
    [
      csvCell(title(one.method)),
      one.size,
      one.seed,
      one.score,
      one.elsewhere ?? '',
      one.trainable,
      one.total,
      one.diskBytes,
      one.seconds,
      one.memoryBytes,
      one.milliseconds ?? '',
    ].join(','),
  )
  return [head, ...rows].join('\n') + '\n'
}

export interface Report {
  readonly name: string
  /** What was compared, in a sentence. */
  readonly about: string
  readonly metric: string
  readonly summaries: readonly Summary[]
  readonly claims: readonly Claim[]
  /** What may be chance, in sentences. */
  readonly differences: readonly string[]
  readonly title: (method: string) => string
}

/** The methods of one size as the report and the picture write them. */
export function tableOf(
  summaries: readonly Summary[],
  metric: string,
  title: (method: string) => string,
): { columns: string[]; rows: string[][] } {
  const apart = summaries.some(({ elsewhere }) => elsewhere !== null)
  return {
    columns: [
      'Method',
      `${metric} (mean ± sd)`,
      ...(apart ? ['Out of domain', 'Difference'] : []),
      'Trained parameters',
      'On disk',
      'Training time',
      'Peak memory',
      'ms per text',
    ],
    rows: summaries.map((one) => [
      title(one.method),
      meanAndDeviation(one.score),
      ...(apart
        ? [one.elsewhere ? meanAndDeviation(one.elsewhere) : '', one.gap ? gapAndDeviation(one.gap) : '']
        : []),
      `${short(one.trainable)} (${percent(one.trainable / one.total)})`,
      bytes(one.diskBytes),
      duration(one.seconds),
      bytes(one.memoryBytes),
      one.milliseconds === null ? '' : number(one.milliseconds),
    ]),
  }
}

/** The tables, one for each size, and what they say. */
export function reportMarkdown({
  name,
  about,
  metric,
  summaries,
  claims,
  differences,
  title,
}: Report): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  const sizes = sizesOf(summaries).map((size) => {
    const here = summaries.filter((one) => one.size === size)
    const { columns, rows } = tableOf(here, metric, title)
    const rule = columns.map((_, i) => (i === 0 ? '---' : '---:'))
    return `## With ${sizeTitle(size)}\n\n${[columns, rule, ...rows].map(line).join('\n')}\n`
  })
  const said = claims.map(({ claim, verdict, found }) => `- ${claim} **${verdictWords[verdict]}.** ${found}`)
  return [
    `# ${name}\n\n${about}\n`,
    ...sizes,
    ...(differences.length > 0
      ? [`## What may be chance\n\n${differences.map((sentence) => `- ${sentence}`).join('\n')}\n`]
      : []),
    ...(said.length > 0 ? [`## What the lecture says, and these numbers\n\n${said.join('\n')}\n`] : []),
  ].join('\n')
}

export const verdictWords = { agrees: 'Agrees', disagrees: 'Does not agree', open: 'Open' } as const
