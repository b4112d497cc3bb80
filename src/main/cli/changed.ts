// lathe changed: how far fine-tuning moved the hidden states of a run's rows, layer by layer.
import type { Command } from 'commander'
import { changeCsv, stateName } from '../../shared/changeNumbers.ts'
import type { HiddenChange } from '../../shared/changes.ts'
import { LabError } from '../../shared/labError.ts'
import type { Progress } from '../../shared/run.ts'
import type { Lab } from '../services/lab.ts'
import { type CommandEnvironment, type CommonOptions, withLab } from './commandLab.ts'
import { count, short, table } from './output.ts'
import { underBar } from './underBar.ts'

interface ChangedOptions extends CommonOptions {
  readonly run: string
  readonly csv?: boolean
}

export function addChanged(program: Command, environment: CommandEnvironment): void {
  program
    .command('changed')
    .description('Say how far fine-tuning moved the hidden states of the same rows, layer by layer.')
    .requiredOption('--run <id>', 'run id')
    .option('--csv', 'print the numbers as CSV')
    .action((options: ChangedOptions) =>
      withLab(environment, options, false, async (lab) => {
        const change = await changeOf(lab, options.run, options.json ?? false)
        const { split, rows, views } = change
        const layers = views.map(({ reads, layers }) => ({
          reads,
          layers: layers.map(({ maps: _, ...numbers }, i) => ({ layer: stateName(i), ...numbers })),
        }))
        return {
          json: { runId: options.run, split, rows: rows.length, views: layers },
          text: options.csv ? changeCsv(change).trimEnd() : tables(change),
        }
      }),
    )
}

/** What is known, or is found out now. Ctrl+C (or SIGTERM) stops it. */
async function changeOf(lab: Lab, id: string, quiet: boolean): Promise<HiddenChange> {
  const known = (await lab.handlers['changes.get']({ id })).change
  if (known) return known
  const stop = (): void => void lab.handlers['changes.stop']({ id })
  const { change } = await underBar(quiet, stop, async (show) => {
    const unlisten = lab.listen((event, payload) => {
      const { progress } = payload as { progress: Progress | null }
      if (event === 'changes.progress' && progress) show(progress)
    })
    try {
      return await lab.handlers['changes.make']({ id })
    } finally {
      unlisten()
    }
  })
  if (change) return change
  throw new LabError('run', 'Stopped before it was done. The same command starts again.', { id })
}

const readTitles = {
  first: 'The first token',
  last: 'The last token',
  mean: 'The mean of all tokens',
} as const

function tables({ split, rows, views }: HiddenChange): string {
  const titles = ['layer', 'cosine distance', 'relative L2', 'CKA', 'classes apart before', 'after']
  return views
    .map(({ reads, layers }) => {
      const lines = layers.map(({ cosineDistance, relativeL2, cka, separation }, i) => [
        stateName(i),
        ...[cosineDistance, relativeL2, cka, separation?.before, separation?.after].map(short),
      ])
      return `${readTitles[reads]} of ${count(rows.length)} ${split} rows\n${table(titles, lines, [1, 2, 3, 4, 5])}`
    })
    .join('\n\n')
}
