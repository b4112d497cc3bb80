// lathe predict: what runs say of texts, each beside the others.
import { basename, resolve } from 'node:path'
import type { Command } from 'commander'
import { detectTable } from '../../core/data/detectTable.ts'
import { checkRoles } from '../../core/data/planImport.ts'
import { readTable } from '../../core/data/readTable.ts'
import { writeFileAtomic } from '../../core/files/atomic.ts'
import { type Output, runsPerPrediction } from '../../shared/contract.ts'
import type { ExitRule } from '../../shared/exits/rules.ts'
import { csvCell } from '../../shared/csvCell.ts'
import { LabError } from '../../shared/labError.ts'
import type { Lab } from '../services/lab.ts'
import { type CommandEnvironment, type CommonOptions, filePath, withLab } from './commandLab.ts'
import { type ColumnOptions, rolesOf } from './dataFiles.ts'
import { exitFlagHelp, exitRuleFlag } from './exitRuleFlag.ts'
import { short } from './output.ts'

/** The most texts that one call of the contract takes. */
const textsPerCall = 100

interface Text {
  readonly text: string
  readonly pair?: string
}

type Prediction = Output<'runs.predict'>['answers'][number]['predictions'][number] & {
  /** The layer that the text left at, 1 is the first; absent where none could leave. */
  readonly layer?: number
}

/** A text and what each run says of it. */
interface Predicted extends Text {
  readonly answers: readonly (Prediction & { readonly runId: string })[]
}

interface PredictOptions extends CommonOptions, ColumnOptions {
  readonly run: string
  readonly data?: string
  readonly out?: string
  readonly exit?: ExitRule
}

export function addPredict(program: Command, environment: CommandEnvironment): void {
  program
    .command('predict')
    .description('Predict texts given as arguments, or the rows of a file.')
    .argument('[texts...]', 'texts to predict')
    .requiredOption(
      '--run <ids>',
      'run id, or several with commas between them; runs on the same model share it',
    )
    .option('--data <file>', 'file of texts')
    .option('--text <column>', 'column of the text (otherwise detected)')
    .option('--pair <column>', 'column of the second text; with texts as arguments, the second text itself')
    .option('--out <file>', 'CSV file to write, with columns for each run')
    .option('--exit <rule=threshold>', exitFlagHelp, exitRuleFlag)
    .action((words: string[], options: PredictOptions) =>
      withLab(environment, options, false, async (lab) => {
        const texts =
          options.data === undefined
            ? words.map((text): Text =>
                options.pair === undefined ? { text } : { text, pair: options.pair },
              )
            : await textsOf(lab, options.data, options)
        if (texts.length === 0) throw new LabError('usage', 'Give texts to predict, or a file with --data.')
        const runs = runIds(options.run)
        const answered = options.exit
          ? await askWithExit(lab, runs, texts, options.exit)
          : await ask(lab, runs, texts)
        if (options.out === undefined)
          return { json: { runs, ...answered }, text: lines(runs, answered.predictions, '\t').join('\n') }
        const out = resolve(options.out)
        await writeFileAtomic(out, `${lines(runs, answered.predictions, ',').join('\n')}\n`)
        const { milliseconds, passes } = answered
        return {
          json: { runs, milliseconds, passes, file: out },
          text: `${texts.length} rows in ${out}, ${runs.length === 1 ? 'by 1 run' : `by ${runs.length} runs`}, ${short(milliseconds / texts.length)} ms for each`,
        }
      }),
    )
}

function runIds(words: string): string[] {
  const ids = [...new Set(words.split(',').map((word) => word.trim()))].filter((word) => word !== '')
  if (ids.length > 0 && ids.length <= runsPerPrediction) return ids
  throw new LabError('usage', `--run takes 1 to ${runsPerPrediction} run ids, not ${ids.length}.`, {
    option: '--run',
  })
}

async function ask(
  lab: Lab,
  ids: readonly string[],
  texts: readonly Text[],
): Promise<{ milliseconds: number; passes: number; predictions: readonly Predicted[] }> {
  const predictions: Predicted[] = []
  let milliseconds = 0
  let passes = 0
  for (let at = 0; at < texts.length; at += textsPerCall) {
    const part = texts.slice(at, at + textsPerCall)
    const said = await lab.handlers['runs.predict']({ ids: [...ids], texts: part })
    milliseconds += said.milliseconds
    passes = said.passes
    const answersTo = (row: number): Predicted['answers'] =>
      said.answers.map(({ id, predictions: all }) => ({ runId: id, ...all[row]! }))
    predictions.push(...part.map((text, row) => ({ ...text, answers: answersTo(row) })))
  }
  return { milliseconds, passes, predictions }
}

/** The same by a run with exits, whose texts leave as `rule` lets them. Throws LabError `usage` for several runs. */
async function askWithExit(
  lab: Lab,
  [run = '', ...others]: readonly string[],
  texts: readonly Text[],
  rule: ExitRule,
): Promise<{ milliseconds: number; passes: number; predictions: readonly Predicted[] }> {
  if (others.length > 0)
    throw new LabError(
      'usage',
      '--exit takes one run: the others may have learned no exits, or other ones.',
      {
        option: '--exit',
      },
    )
  const predictions: Predicted[] = []
  let milliseconds = 0
  for (let at = 0; at < texts.length; at += textsPerCall) {
    const part = texts.slice(at, at + textsPerCall)
    const said = await lab.handlers['exits.answer']({ id: run, texts: part, rule, measure: false })
    milliseconds += said.milliseconds
    said.answers.forEach(({ path: _, layer, ...answer }, i) =>
      predictions.push({ ...part[i]!, answers: [{ runId: run, ...answer, layer: layer + 1 }] }),
    )
  }
  return { milliseconds, passes: 1, predictions }
}

/** A header, then for each text what each run says, how sure it is, and the text itself. A single run's tabs have no header. */
function lines(ids: readonly string[], predictions: readonly Predicted[], separator: ',' | '\t'): string[] {
  const pairs = predictions.some(({ pair }) => pair !== undefined)
  const line = (cells: readonly string[]): string =>
    cells.map((cell) => (separator === ',' ? csvCell(cell) : cell.replaceAll(/\s+/g, ' '))).join(separator)
  const leaves = predictions.some(({ answers }) => answers[0]?.layer !== undefined)
  const header = [
    ...ids.flatMap((id) => [id, `${id} probability`]),
    ...(leaves ? ['layer'] : []),
    'text',
    ...(pairs ? ['pair'] : []),
  ]
  const body = predictions.map(({ text, pair, answers }) =>
    line([
      ...answers.flatMap(({ predicted, value, probabilities }) => {
        const sure = probabilities.find(({ label }) => label === predicted)?.probability
        return [predicted || short(value), sure === undefined ? '' : short(sure)]
      }),
      ...(leaves ? [String(answers[0]!.layer)] : []),
      text,
      ...(pairs ? [pair ?? ''] : []),
    ]),
  )
  return ids.length === 1 && separator === '\t' ? body : [line(header), ...body]
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
