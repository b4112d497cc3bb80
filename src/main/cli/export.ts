// lathe export: takes a trained run away.
import { resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { exportFormats } from '../../shared/exports.ts'
import type { ExitRule } from '../../shared/exits/rules.ts'
import { type CommandEnvironment, type CommonOptions, withLab } from './commandLab.ts'
import { exitRuleFlag } from './exitRuleFlag.ts'
import { count, table } from './output.ts'

interface ExportOptions extends CommonOptions {
  readonly run: string
  readonly format: (typeof exportFormats)[number]
  readonly out?: string
  readonly exit?: ExitRule
}

export function addExport(program: Command, environment: CommandEnvironment): void {
  program
    .command('export')
    .description(
      'Take a trained run away: a PEFT adapter, a merged model, an ONNX classifier, or ONNX layers that texts leave early.',
    )
    .requiredOption('--run <id>', 'run id')
    .addOption(new Option('--format <format>', 'what to write').choices(exportFormats).default('peft'))
    .option(
      '--exit <rule=threshold>',
      'for onnxExits, when texts leave, e.g. entropy=0.3 (otherwise chosen from the validation rows)',
      exitRuleFlag,
    )
    .option('--out <folder>', "folder to write (otherwise inside the run's own)")
    .action((options: ExportOptions) =>
      withLab(environment, options, false, async (lab) => {
        const { download: _, ...result } = await lab.handlers['runs.export']({
          id: options.run,
          format: options.format,
          ...(options.exit && { exit: options.exit }),
          ...(options.out === undefined ? {} : { folder: resolve(options.out) }),
        })
        const files = result.files.map(({ name, bytes }) => [name, count(bytes)])
        return {
          json: { runId: options.run, format: options.format, ...result },
          text: `${result.folder}\n${table(['file', 'bytes'], files, [1])}\n${result.check.sentence}`,
        }
      }),
    )
}
