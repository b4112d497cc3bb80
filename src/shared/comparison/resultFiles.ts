// A comparison's result to take away: every run as CSV, the tables and what they say as Markdown.
import { csvCell } from '../csvCell.ts'
import { columnsOf } from './columns.ts'
import type { Report } from './report.ts'
import type { Summary } from './trials.ts'
import { differenceSentence, sizeTitle } from './words.ts'

/** One row for each finished run, and for each seed what always the same answer scores. */
export function trialsCsv({ trials, title, elsewhere, majority }: Report): string {
  const head = [
    'method',
    'rows per class',
    'seed',
    'score',
    ...elsewhere.map((name) => (elsewhere.length > 1 ? csvCell(`on ${name}`) : 'out of domain')),
    'trainable parameters',
    'parameters',
    'bytes on disk',
    'train seconds',
    'peak memory bytes',
    'milliseconds per text',
  ]
  const rows = trials.map((one) => [
    csvCell(title(one.method)),
    one.size,
    one.seed,
    one.score,
    ...one.elsewhere.map((score) => score ?? ''),
    one.trainable,
    one.total,
    one.diskBytes,
    one.seconds,
    one.memoryBytes,
    one.milliseconds ?? '',
  ])
  const lines = majority.flatMap(({ title: always, size, score, elsewhere: apart }) =>
    score.values.map(({ seed, value }) => {
      const there = apart.map((one) => one?.score.values.find((other) => other.seed === seed)?.value ?? '')
      return [csvCell(always), size, seed, value, ...there, '', '', '', '', '', '']
    }),
  )
  return [head, ...rows, ...lines].map((cells) => cells.join(',')).join('\n') + '\n'
}

/** The methods of one size in words, below them always the same answer: as Markdown, in the terminal and in the picture. */
export function tableOf(
  report: Pick<Report, 'metric' | 'elsewhere' | 'title' | 'majority'>,
  here: readonly Summary[],
): { columns: string[]; rows: string[][] } {
  const columns = columnsOf(report, here)
  return {
    columns: [
      'Method',
      ...columns.map(({ key, title }) => (key === 'score' ? `${title} (mean ± sd)` : title)),
    ],
    rows: [
      ...here.map((one) => [report.title(one.method), ...columns.map(({ text }) => text(one))]),
      ...report.majority
        .filter(({ size }) => size === here[0]?.size)
        .map((line) => [line.title, ...columns.map(({ ofScores }) => ofScores?.(line) ?? '')]),
    ],
  }
}

/** The tables, one for each size, and what they say. */
export function reportMarkdown(report: Report): string {
  const { name, about, sizes, summaries, cautions, claims } = report
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  const tables = sizes.map((size) => {
    const { columns, rows } = tableOf(
      report,
      summaries.filter((one) => one.size === size),
    )
    const rule = columns.map((_, i) => (i === 0 ? '---' : '---:'))
    return `## With ${sizeTitle(size)}\n\n${[columns, rule, ...rows].map(line).join('\n')}\n`
  })
  const list = (heading: string, sentences: readonly string[]): string[] =>
    sentences.length > 0 ? [`## ${heading}\n\n${sentences.map((one) => `- ${one}`).join('\n')}\n`] : []
  return [
    `# ${name}\n\n${about}\n`,
    ...tables,
    ...list('What may be chance', [...differenceSentences(report), ...cautions]),
    ...list(
      'What the lecture says, and these numbers',
      claims.map(({ claim, verdict, found }) => `${claim} **${verdictWords[verdict]}.** ${found}`),
    ),
  ].join('\n')
}

/** What may be chance, a sentence for each method and size. */
export function differenceSentences({ differences, title }: Report): string[] {
  return differences.map((one) => `With ${sizeTitle(one.size)}: ${differenceSentence(one, title)}`)
}

export const verdictWords = { agrees: 'Agrees', disagrees: 'Does not agree', open: 'Open' } as const
