// A ladder's result as commands tell it.
import { reportOf } from '../../shared/comparison/report.ts'
import { reportMarkdown, tableOf, trialsCsv, verdictWords } from '../../shared/comparison/resultFiles.ts'
import { sizesOf } from '../../shared/comparison/trials.ts'
import { sizeTitle } from '../../shared/comparison/words.ts'
import type { LadderDetails } from '../../shared/ladder.ts'
import { type Answer, table } from './output.ts'

export const ladderFormats = ['text', 'md', 'csv', 'json'] as const
export type LadderFormat = (typeof ladderFormats)[number]

export function reportLadder(ladder: LadderDetails, format: LadderFormat): Answer {
  return { json: jsonOf(ladder), text: ladderText(ladder, format).trimEnd() }
}

/** The whole result in one form: for people, or for other programs. */
export function ladderText(ladder: LadderDetails, format: LadderFormat): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(jsonOf(ladder), null, 2)}\n`
    case 'csv': {
      const { trials, title } = reportOf(ladder)
      return trialsCsv(trials, title)
    }
    case 'md':
      return reportMarkdown(reportOf(ladder))
    case 'text':
      return plainText(ladder)
  }
}

function jsonOf(ladder: LadderDetails): object {
  const { metric, summaries, claims, differences, title } = reportOf(ladder)
  const named = summaries.map((one) => ({ ...one, method: title(one.method) }))
  return { ...ladder, metric, summaries: named, differences, claims }
}

function plainText(ladder: LadderDetails): string {
  const { name, about, metric, summaries, claims, differences, title } = reportOf(ladder)
  const tables = sizesOf(summaries).flatMap((size) => {
    const here = summaries.filter((one) => one.size === size)
    const { columns, rows } = tableOf(here, metric, title)
    const numbers = columns.map((_, i) => i).slice(1)
    return ['', `With ${sizeTitle(size)}`, table(columns, rows, numbers)]
  })
  const failed = ladder.runs.filter(({ error }) => error !== null)
  return [
    `${ladder.id} "${name}" is ${ladder.state}: ${ladder.counts.done ?? 0} of ${ladder.total} runs done. ${about}`,
    ...tables,
    ...(differences.length > 0 ? ['', ...differences] : []),
    ...(claims.length > 0
      ? ['', ...claims.map(({ claim, verdict, found }) => `${claim} ${verdictWords[verdict]}. ${found}`)]
      : []),
    ...(failed.length > 0 ? ['', ...failed.map(({ run, error }) => `${run} failed: ${error!.message}`)] : []),
    ...(ladder.state === 'stopped' ? ['', `lathe ladder --resume ${ladder.id} goes on.`] : []),
    '',
  ].join('\n')
}
