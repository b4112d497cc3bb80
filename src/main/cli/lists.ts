// lathe runs, show, models, datasets and devices: what is there.
import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { RunInfo } from '../../shared/runInfo.ts'
import { tuningName } from '../../shared/tuningName.ts'
import { type CommandEnvironment, type CommonOptions, withLab } from './commandLab.ts'
import { describeRun } from './describeRun.ts'
import { count, duration, short, table } from './output.ts'

interface ModelOptions extends CommonOptions {
  readonly add?: string
  readonly fromRun?: string
  readonly remove?: string
  readonly restore?: string
}

export function addLists(program: Command, environment: CommandEnvironment): void {
  program
    .command('runs')
    .description('List the runs, newest first.')
    .action((options: CommonOptions) =>
      withLab(environment, options, false, async (lab) => {
        const runs = await lab.handlers['runs.list']({})
        return {
          json: runs,
          text: runs.length > 0 ? runTable(runs) : 'No runs yet. "lathe train" makes one.',
        }
      }),
    )
  program
    .command('show')
    .description('Show one run.')
    .argument('<id>', 'run id')
    .action((id: string, options: CommonOptions) =>
      withLab(environment, options, false, async (lab) =>
        describeRun(lab, await lab.handlers['runs.get']({ id })),
      ),
    )
  program
    .command('models')
    .description('List the models; add a folder, delete a model, bring it back.')
    .option('--add <folder>', 'add a folder with config.json, model.safetensors and tokenizer files')
    .option('--from-run <run>', 'make a model of what a run has learned, to start others from')
    .option('--remove <id>', 'delete a model; a folder outside the home is only taken off the list')
    .option('--restore <id>', 'bring a deleted model back')
    .action((options: ModelOptions) =>
      withLab(environment, options, false, async (lab) => {
        const { add, fromRun, remove, restore } = options
        if (add !== undefined)
          await lab.handlers['models.addFolder']({ file: { ref: resolve(add), name: add } })
        if (fromRun !== undefined)
          await lab.handlers['models.fromRun']({ run: fromRun, name: `Model of ${fromRun}` })
        if (remove !== undefined) await lab.handlers['models.delete']({ id: remove })
        if (restore !== undefined) await lab.handlers['models.restore']({ id: restore })
        const models = await lab.handlers['models.list']({})
        const rows = models.map((model) => [
          model.id,
          model.title,
          model.family,
          ...[model.layers, model.hidden, model.parameters].map(count),
        ])
        const titles = ['id', 'title', 'family', 'layers', 'hidden', 'parameters']
        return { json: models, text: table(titles, rows, [3, 4, 5]) }
      }),
    )
  program
    .command('datasets')
    .description('List the datasets.')
    .action((options: CommonOptions) =>
      withLab(environment, options, false, async (lab) => {
        const datasets = await lab.handlers['datasets.list']({})
        const rows = datasets.map(({ id, name, task, labels, report }) => [
          id,
          name,
          task,
          count(report.kept),
          task === 'classify' ? String(labels.length) : '-',
        ])
        return { json: datasets, text: table(['id', 'name', 'task', 'rows', 'classes'], rows, [3, 4]) }
      }),
    )
  program
    .command('devices')
    .description('List what this machine can train on.')
    .action((options: CommonOptions) =>
      withLab(environment, options, false, async (lab) => {
        const { devices } = await lab.handlers['app.info']({})
        const rows = devices.map(({ name, title, available, reason }) => [
          name,
          available ? 'yes' : 'no',
          title,
          reason,
        ])
        return { json: devices, text: table(['name', 'available', 'device', 'remark'], rows) }
      }),
    )
}

function runTable(runs: readonly RunInfo[]): string {
  const rows = runs.map(({ id, name, state, spec, datasetName, result, trainableParameters }) => [
    id,
    name,
    state,
    tuningName(spec.tuning),
    datasetName,
    result?.best ? `${result.best.series} ${short(result.best.value)}` : '-',
    count(trainableParameters),
    duration(result?.seconds),
  ])
  return table(['id', 'name', 'state', 'tuning', 'dataset', 'best', 'trained', 'time'], rows, [6, 7])
}
