// lathe predict and export: what a trained run is good for.
import { basename, resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { detectTable } from '../../core/data/detectTable.ts'
import { checkRoles } from '../../core/data/planImport.ts'
import { readTable } from '../../core/data/readTable.ts'
import { exportFormats } from '../../shared/contract.ts'
import { LabError } from '../../shared/labError.ts'
import type { Lab } from '../services/lab.ts'
import { type CommandEnvironment, type CommonOptions, filePath, withLab } from './commandLab.ts'
import { type ColumnOptions, rolesOf } from './dataFiles.ts'
import { count, short, table } from './output.ts'

/** The most texts that one call of the contract takes. */
const textsPerCall = 100

interface Text {
  readonly text: string
  readonly pair?: string
}

interface PredictOptions extends CommonOptions, ColumnOptions {
  readonly run: string
  readonly data?: string
}

export function addPredict(program: Command, environment: CommandEnvironment): void {
  program
    .command('predict')
    .description('Predict texts given as arguments, or the rows of a file.')
    .argument('[texts...]', 'texts to predict')
    .requiredOption('--run <id>', 'run id')
    .option('--data <file>', 'file of texts')
    .option('--text <column>', 'column of the text (otherwise detected)')
    .option('--pair <column>', 'column of the second text; with texts as arguments, the second text itself')
    .action((words: string[], options: PredictOptions) =>
      withLab(environment, options, false, async (lab) => {
        const texts =
          options.data === undefined
            ? words.map((text): Text =>
                options.pair === undefined ? { text } : { text, pair: options.pair },
              )
            : await textsOf(lab, options.data, options)
        if (texts.length === 0) throw new LabError('usage', 'Give texts to predict, or a file with --data.')
        let milliseconds = 0
        const predictions = []
        for (let at = 0; at < texts.length; at += textsPerCall) {
          const part = texts.slice(at, at + textsPerCall)
          const answer = await lab.handlers['runs.predict']({ id: options.run, texts: part })
          milliseconds += answer.milliseconds
          predictions.push(...answer.predictions.map((prediction, i) => ({ ...part[i], ...prediction })))
        }
        return {
          json: { runId: options.run, milliseconds, predictions },
          text: predictions
            .map(({ text, predicted, value, probabilities }) => {
              const sure = probabilities.find(({ label }) => label === predicted)?.probability
              return [predicted || short(value), sure === undefined ? '' : short(sure), text].join('\t')
            })
            .join('\n'),
        }
      }),
    )
}

async function textsOf(lab: Lab, file: string, columns: ColumnOptions): Promise<Text[]> {
  const path = filePath(file)
  const table = await detectTable(path, {}, basename(path))
  const { text, pair } = await rolesOf(lab, file, columns)
  checkRoles({ text, pair, label: null }, table)
  const wanted = pair === null ? [text] : [text, pair]
  const texts: Text[] = []
  for await (const { row, cells, problem } of readTable(path, {
    name: basename(path),
    options: table.options,
    columns: wanted,
  })) {
    // A row left out would shift all later predictions against the file's rows.
    if (problem !== null)
      throw new LabError('row', `Row ${row} of ${basename(path)}: ${problem}.`, { file: path, row })
    texts.push(
      pair === null ? { text: cells[text] ?? '' } : { text: cells[text] ?? '', pair: cells[pair] ?? '' },
    )
  }
  return texts
}

interface ExportOptions extends CommonOptions {
  readonly run: string
  readonly format: (typeof exportFormats)[number]
  readonly out?: string
}

export function addExport(program: Command, environment: CommandEnvironment): void {
  program
    .command('export')
    .description('Take a trained run away: a PEFT adapter, a merged model, or an ONNX classifier.')
    .requiredOption('--run <id>', 'run id')
    .addOption(new Option('--format <format>', 'what to write').choices(exportFormats).default('peft'))
    .option('--out <folder>', "folder to write (otherwise inside the run's own)")
    .action((options: ExportOptions) =>
      withLab(environment, options, false, async (lab) => {
        const { download: _, ...result } = await lab.handlers['runs.export']({
          id: options.run,
          format: options.format,
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
