// lathe evaluate: how a run does on rows that it did not learn from.
import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { DatasetManifest } from '../../shared/dataset.ts'
import { type DomainScore, domainScore, metricNames } from '../../shared/domains.ts'
import { LabError } from '../../shared/labError.ts'
import type { OutOfDomain } from '../../shared/run.ts'
import { evaluateElsewhere, knownTo } from '../services/evaluate.ts'
import { findRun } from '../services/runInfo.ts'
import { type CommandEnvironment, type CommonOptions, withLab } from './commandLab.ts'
import { type ColumnOptions, importFiles } from './dataFiles.ts'
import { labelMaps, mapFlag } from './labelMaps.ts'
import { count, short, table } from './output.ts'
import { collect } from './parsers.ts'
import { underBar } from './underBar.ts'

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
        const run = findRun(lab.context, options.run)
        const { spec, result } = run
        const task = spec.objective.id === 'regress' ? 'regress' : 'classify'
        const dataset = await importFiles(lab, { test: options.data }, options, task)
        const { labels } = await knownTo(lab.context, run)
        const out = options.out === undefined ? undefined : resolve(options.out)
        const request = {
          id: options.run,
          dataset: dataset.id,
          mapping: labelMaps([dataset], labels, options.map)[0]!,
          predictionsFile: out,
        }
        const stop = new AbortController()
        const scored = await underBar(
          options.json ?? false,
          () => stop.abort(),
          (onProgress) => evaluateElsewhere(lab.context, request, { onProgress, stop: stop.signal }),
        )
        if (!scored)
          throw new LabError(
            'run',
            'Stopped before it was done, and nothing is kept. The same command starts again.',
            {
              id: options.run,
            },
          )
        const found = domainScore(result, scored)
        return {
          json: {
            runId: options.run,
            rows: dataset.report.rows,
            metrics: scored.scores,
            inDomain: found?.gap?.inDomain ?? null,
            outOfDomain: found?.outOfDomain ?? null,
            difference: found?.gap?.difference ?? null,
            metric: found?.metric ?? null,
            mapping: scored.mapping,
            leftOut: scored.leftOut,
            predictions: out ?? null,
          },
          text: [scoreTable(scored), ...gapSentence(found), ...leftOut(dataset, scored)].join('\n'),
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

/** Beside its own score; nothing where that is not known. */
function gapSentence(found: DomainScore | undefined): string[] {
  if (!found?.gap) return []
  const { inDomain, difference } = found.gap
  return [
    `${found.metric}: ${short(inDomain)} in domain, ${short(found.outOfDomain)} here, difference ${short(difference)}.`,
  ]
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
