// lathe predict: what runs say of texts, each beside the others.
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { writeFileAtomic } from '../../core/files/atomic.ts'
import { runsPerPrediction } from '../../shared/calls/runs.ts'
import type { ExitRule } from '../../shared/exits/rules.ts'
import { LabError } from '../../shared/labError.ts'
import { askEarly, askRuns, predictedLines, readTexts, type Text } from '../services/predictedTexts.ts'
import { type CommandEnvironment, type CommonOptions, filePath, withLab } from './commandLab.ts'
import { type ColumnOptions, rolesOf } from './dataFiles.ts'
import { layersTold } from '../../shared/exits/layersTold.ts'
import { exitFlagHelp, exitRuleFlag } from './exitRuleFlag.ts'
import { short } from './output.ts'

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
            : await readTexts(filePath(options.data), await rolesOf(lab, options.data, options))
        if (texts.length === 0) throw new LabError('usage', 'Give texts to predict, or a file with --data.')
        const runs = runIds(options.run)
        const answered = options.exit
          ? await askEarly(lab.handlers, theOne(runs), texts, options.exit)
          : await askRuns(lab.handlers, runs, texts)
        if (options.out === undefined)
          return {
            json: { runs, ...answered },
            text: predictedLines(runs, answered.predictions, '\t').join('\n'),
          }
        const out = resolve(options.out)
        await writeFileAtomic(out, `${predictedLines(runs, answered.predictions, ',').join('\n')}\n`)
        const { milliseconds, passes, layers } = answered
        const by = runs.length === 1 ? 'by 1 run' : `by ${runs.length} runs`
        const saved = layers ? `, after ${layersTold(layers)}` : ''
        return {
          json: { runs, milliseconds, passes, ...(layers && { layers }), file: out },
          text: `${texts.length} rows in ${out}, ${by}, ${short(milliseconds / texts.length)} ms for each${saved}`,
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

/** The only run of a question with --exit. Throws LabError `usage` for several. */
function theOne([run = '', ...others]: readonly string[]): string {
  if (others.length === 0) return run
  throw new LabError('usage', '--exit takes one run: the others may have learned no exits, or other ones.', {
    option: '--exit',
  })
}
