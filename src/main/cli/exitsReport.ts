// What leaving early saves and costs, for the terminal.
import { ruleWords } from '../../shared/exits/ruleWords.ts'
import { judgedSplits } from '../../shared/exits/layered.ts'
import { count, number, percent } from '../../shared/format.ts'
import { metricTitle } from '../../shared/metricTitle.ts'
import type { ChosenThreshold, ExitsFound } from './exits.ts'
import { table } from './output.ts'

const titles = { dev: 'validation', test: 'test' } as const

export function exitsReport({
  run,
  layers,
  metric,
  rows,
  scores,
  points,
  promise,
  promised,
}: ExitsFound): string {
  const splits = judgedSplits.filter((split) => rows[split] !== undefined)
  const title = metricTitle(metric)
  const columns = splits.flatMap((split) => [titles[split], 'saved'])
  const cells = ({ splits: of }: ChosenThreshold): string[] =>
    splits.flatMap((split) => [number(of[split]!.score), percent(of[split]!.saved)])
  const right = (from: number): number[] => columns.map((_, i) => from + i)
  const words = ({ rule }: ChosenThreshold): string => (rule ? ruleWords(rule) : 'all layers')
  const perLayer = table(
    ['layer', ...splits.map((split) => titles[split])],
    Array.from({ length: layers }, (_, l) => [
      String(l + 1),
      ...splits.map((split) => number(scores[split]![l]!)),
    ]),
    [0, ...splits.map((_, i) => i + 1)],
  )
  const known = splits.map((split) => `${count(rows[split]!)} ${titles[split]} rows`).join(' and ')
  const chosen = points.map((point) => [
    point.name,
    `${Math.round(100 * point.share)} %`,
    words(point),
    ...cells(point),
  ])
  return [
    `Run ${run}: ${title} of each layer on ${known}.`,
    perLayer,
    `The most layers that each rule saves with a share of the full ${title}; chosen on the validation rows.`,
    table(['rule', 'keeps', '--exit', ...columns], chosen, [1, ...right(3)]),
    ...(promise && promised
      ? [
          `With a chance of at least ${percent(1 - promise.risk)}, at most ${number(100 * promise.loss)} points of accuracy are lost; lost are validation rows that the last layer alone has right.`,
          table(
            ['rule', '--exit', 'lost', ...columns],
            promised.map((one) => [one.name, words(one), count(one.lost), ...cells(one)]),
            [2, ...right(3)],
          ),
          'Each rule keeps the promise by itself. Choose the rule before you look.',
        ]
      : []),
  ].join('\n\n')
}
