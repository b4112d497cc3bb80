// lathe changed: how far fine-tuning moved the hidden states of a run's rows, layer by layer.
import { Presets, SingleBar } from 'cli-progress'
import type { Command } from 'commander'
import { changeCsv, stateName } from '../../shared/changeNumbers.ts'
import type { HiddenChange } from '../../shared/changes.ts'
import { LabError } from '../../shared/labError.ts'
import type { Progress } from '../../shared/run.ts'
import type { Lab } from '../services/lab.ts'
import { type CommandEnvironment, type CommonOptions, withLab } from './commandLab.ts'
import { count, duration, short, table } from './output.ts'

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

/** What is known, or is found out now. The first Ctrl+C (or SIGTERM) stops it. */
async function changeOf(lab: Lab, id: string, quiet: boolean): Promise<HiddenChange> {
  const known = (await lab.handlers['changes.get']({ id })).change
  if (known) return known
  const bar = quiet ? undefined : progressBar()
  const stop = (): void => void lab.handlers['changes.stop']({ id })
  process.on('SIGINT', stop).on('SIGTERM', stop)
  const unlisten = lab.listen((event, payload) => {
    const { progress } = payload as { progress: Progress | null }
    if (event === 'changes.progress' && progress) bar?.update(progress)
  })
  try {
    const { change } = await lab.handlers['changes.make']({ id })
    if (!change)
      throw new LabError('run', 'Stopped before it was done. The same command starts again.', { id })
    return change
  } finally {
    unlisten()
    bar?.end()
    process.off('SIGINT', stop).off('SIGTERM', stop)
  }
}

function progressBar(): { update(progress: Progress): void; end(): void } {
  const bar = new SingleBar(
    {
      format: '{phase} {bar} {percentage}%{left}',
      stream: process.stderr,
      noTTYOutput: true,
      notTTYSchedule: 5000,
      hideCursor: true,
      // Ctrl+C belongs to the work, not to the bar.
      gracefulExit: false,
    },
    Presets.shades_classic,
  )
  bar.start(1, 0, { phase: 'Starting', left: '' })
  return {
    update: ({ step, steps, phase, secondsLeft }) => {
      bar.setTotal(steps)
      bar.update(step, { phase, left: secondsLeft === null ? '' : ` | ${duration(secondsLeft)} left` })
    },
    end: () => bar.stop(),
  }
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
