// lathe evaluate: how a run does on rows that it did not learn from.
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { readRunFile } from '../../core/training/method.ts'
import type { DatasetManifest } from '../../shared/dataset.ts'
import { domainGap, metricNames } from '../../shared/domains.ts'
import type { OutOfDomain } from '../../shared/run.ts'
import { evaluateElsewhere } from '../services/evaluate.ts'
import { findRun } from '../services/runInfo.ts'
import { type CommandEnvironment, type CommonOptions, withLab } from './commandLab.ts'
import { type ColumnOptions, importFiles } from './dataFiles.ts'
import { labelMaps, mapFlag } from './labelMaps.ts'
import { count, short, table } from './output.ts'
import { collect } from './parsers.ts'

interface EvaluateOptions extends CommonOptions, ColumnOptions {
  readonly run: string
  readonly data: string
  readonly map: string[]
  readonly out?: string
}

export function addEvaluate(program: Command, environment: CommandEnvironment): void {
  program
    .command('evaluate')
    .description('Score a run on the labelled rows of another file, and keep the result with the run.')
    .requiredOption('--run <id>', 'run id')
    .requiredOption('--data <file>', 'file of labelled texts')
    .option('--text <column>', 'column of the text (otherwise detected)')
    .option('--pair <column>', 'column of the second text')
    .option('--label <column>', 'column of the label')
    .option(
      mapFlag,
      'what a label of the file is called in the run, e.g. great=positive; "great=" leaves it out',
      collect,
      [],
    )
    .option('--out <file>', 'where to write the prediction of each row (JSONL)')
    .action((options: EvaluateOptions) =>
      withLab(environment, options, false, async (lab) => {
        const { spec, result } = findRun(lab.context, options.run)
        const task = spec.objective.id === 'regress' ? 'regress' : 'classify'
        const dataset = await importFiles(lab, { test: options.data }, options, task)
        const { store, home } = lab.context
        const known =
          store.datasets.get(spec.dataset)?.labels ?? (await readRunFile(home.run(options.run))).labels
        const out = options.out === undefined ? undefined : resolve(options.out)
        const scored = await evaluateElsewhere(lab.context, {
          id: options.run,
          dataset: dataset.id,
          mapping: labelMaps([dataset], known, options.map)[0]!,
          predictionsFile: out,
        })
        const gap = domainGap(result, scored)
        return {
          json: {
            runId: options.run,
            rows: dataset.report.rows,
            metrics: scored.scores,
            inDomain: gap?.inDomain ?? null,
            outOfDomain: gap?.outOfDomain ?? null,
            difference: gap?.difference ?? null,
            metric: gap?.metric ?? null,
            mapping: scored.mapping,
            leftOut: scored.leftOut,
            predictions: out ?? null,
          },
          text: [scoreTable(scored), ...(gap ? [gapSentence(gap)] : []), ...leftOut(dataset, scored)].join(
            '\n',
          ),
        }
      }),
    )
}

function scoreTable({ scores }: OutOfDomain): string {
  const named = [...metricNames, 'examples' as const].filter((name) => scores[name] !== undefined)
  return table(
    ['score', 'value'],
    named.map((name) => [name, short(scores[name])]),
    [1],
  )
}

function gapSentence({
  metric,
  inDomain,
  outOfDomain,
  difference,
}: NonNullable<ReturnType<typeof domainGap>>): string {
  return `${metric}: ${short(inDomain)} in domain, ${short(outOfDomain)} here, difference ${short(difference)}.`
}

function leftOut({ report }: DatasetManifest, { leftOut: labels }: OutOfDomain): string[] {
  const unlike = labels.map(({ label, rows }) => `"${label}" (${count(rows)})`).join(', ')
  return [
    ...(report.setAside > 0 ? [`${count(report.setAside)} of ${count(report.rows)} rows are unusable.`] : []),
    ...(unlike === ''
      ? []
      : [`Left out, because the run has no such label: ${unlike}. --map says which means which.`]),
  ]
}
