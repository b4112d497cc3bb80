// A ladder's result as commands tell it.
import { methodCalled } from '../../shared/comparison/methods.ts'
import { reportOf, type Report } from '../../shared/comparison/report.ts'
import {
  differenceSentences,
  reportMarkdown,
  tableOf,
  trialsCsv,
  verdictWords,
} from '../../shared/comparison/resultFiles.ts'
import { sizeTitle } from '../../shared/comparison/words.ts'
import type { LadderDetails } from '../../shared/ladder.ts'
import { type Answer, table } from './output.ts'

export const ladderFormats = ['text', 'md', 'csv', 'json'] as const
export type LadderFormat = (typeof ladderFormats)[number]

/** `against` names the method with which the others are compared. @throws LabError('option') where there is none such */
export function reportLadder(
  ladder: LadderDetails,
  format: LadderFormat,
  against: string | undefined,
): { readonly answer: Answer; readonly file: string } {
  const report = reportOf(ladder, against === undefined ? undefined : methodCalled(ladder.spec, against))
  const file = textOf(ladder, report, format)
  return { answer: { json: jsonOf(ladder, report), text: file.trimEnd() }, file }
}

/** The whole result in one form: for people, or for other programs. */
function textOf(ladder: LadderDetails, report: Report, format: LadderFormat): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(jsonOf(ladder, report), null, 2)}\n`
    case 'csv':
      return trialsCsv(report)
    case 'md':
      return reportMarkdown(report)
    case 'text':
      return plainText(ladder, report)
  }
}

function jsonOf(ladder: LadderDetails, report: Report): object {
  const { metric, title, reference, cautions, claims } = report
  return {
    ...ladder,
    metric,
    summaries: report.summaries.map((one) => ({ ...one, method: title(one.method) })),
    majorityScores: report.majority,
    reference: title(reference),
    differences: report.differences.map((one) => ({
      ...one,
      method: title(one.method),
      reference: title(one.reference),
    })),
    cautions,
    claims,
  }
}

function plainText(ladder: LadderDetails, report: Report): string {
  const { name, about, sizes, summaries, cautions, claims } = report
  const tables = sizes.flatMap((size) => {
    const { columns, rows } = tableOf(
      report,
      summaries.filter((one) => one.size === size),
    )
    const numbers = columns.map((_, i) => i).slice(1)
    return ['', `With ${sizeTitle(size)}`, table(columns, rows, numbers)]
  })
  const paragraph = (lines: readonly string[]): string[] => (lines.length > 0 ? ['', ...lines] : [])
  const failed = ladder.runs.filter(({ error }) => error !== null)
  return [
    `${ladder.id} "${name}" is ${ladder.state}: ${ladder.counts.done ?? 0} of ${ladder.total} runs done. ${about}`,
    ...tables,
    ...paragraph(differenceSentences(report)),
    ...paragraph(cautions),
    ...paragraph(claims.map(({ claim, verdict, found }) => `${claim} ${verdictWords[verdict]}. ${found}`)),
    ...paragraph(failed.map(({ run, error }) => `${run} failed: ${error!.message}`)),
    ...paragraph(ladder.state === 'stopped' ? [`lathe ladder --resume ${ladder.id} goes on.`] : []),
    '',
  ].join('\n')
}
