// lathe zero-shot: how a model does with prompts that it was not trained on.
import type { Command } from 'commander'
import { LabError } from '../../shared/labError.ts'
import { type PromptLook, promptQuestion, type PromptRange } from '../../shared/prompts.ts'
import { type CommandEnvironment, type CommonOptions, modelName, withLab } from './commandLab.ts'
import { type ColumnOptions, importFiles } from './dataFiles.ts'
import { collect, wholeNumber } from './parsers.ts'
import { promptReport } from './promptReport.ts'

interface ZeroShotOptions extends CommonOptions, ColumnOptions {
  readonly data: string
  readonly model: string
  readonly template: string[]
  readonly words?: Record<string, string>
  readonly range?: PromptRange
  readonly maxLength: number
  readonly rows: number
  readonly calibrate?: boolean
}

const defaults = promptQuestion.parse({})

export function addZeroShot(program: Command, environment: CommandEnvironment): void {
  program
    .command('zero-shot')
    .description('Ask a model with prompts about the rows of a file. Nothing is trained.')
    .requiredOption('--data <file>', 'file of labelled texts')
    .option('--text <column>', 'column of the text (otherwise detected)')
    .option('--pair <column>', 'column of the second text')
    .option('--label <column>', 'column of the label')
    .option('--model <id or folder>', 'a model ("lathe models" lists them)', 'starter')
    .option(
      '--template <text>',
      'e.g. "{text_a} It was {mask}."; given several times, they stand side by side (otherwise those known to suit the labels)',
      collect,
      [],
    )
    .option(
      '--words <label=word,...>',
      'the words of each label, e.g. good=great/fine,bad=terrible (otherwise those known to suit the labels); of numbers the labels are low and high',
      labelWords,
    )
    .option(
      '--range <low,high>',
      'of numbers, those that the words for low and high stand for (otherwise the least and the largest)',
      range,
    )
    .option('--rows <n>', 'most rows that they are scored on', wholeNumber, defaults.scored)
    .option('--max-length <n>', 'longest prompt in tokens', wholeNumber, defaults.maxLength)
    .option('--calibrate', 'also tell the accuracy with the label prior taken out')
    .action((options: ZeroShotOptions) =>
      withLab(environment, options, false, async (lab) => {
        const dataset = (await importFiles(lab, { train: options.data }, options)).id
        const model = modelName(options.model)
        const known = await lab.handlers['prompts.known']({ dataset, model })
        const templates =
          options.template.length > 0 ? options.template : known.map(({ template }) => template)
        const { words = {}, maxLength, rows: scored } = options
        const ends = options.range ?? known[0]?.range ?? undefined
        const looks: PromptLook[] = []
        for (const template of templates) {
          const question = promptQuestion.safeParse({
            ...{ template, words, range: ends, maxLength, scored, shown: 0 },
          })
          if (!question.success || scored === 0)
            throw new LabError(
              'usage',
              'A template has at most 4000 characters, --rows is from 1 to 10000, --max-length from 8 to 8192.',
            )
          looks.push(await lab.handlers['prompts.look']({ dataset, model, ...question.data }))
        }
        return {
          json: {
            model,
            dataset,
            prompts: looks.map(({ template, words, scores }) => ({ template, words, ...scores })),
          },
          text: promptReport(looks, options.calibrate ?? false),
        }
      }),
    )
}

/** "good=great/fine,bad=terrible" as the words of each label. */
function labelWords(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(',').map((pair) => {
      const [, label = '', words = ''] = /^\s*(.+?)\s*=\s*(.+?)\s*$/s.exec(pair) ?? []
      if (label === '')
        throw new LabError(
          'usage',
          `--words takes label=word with commas between labels and slashes between words, e.g. good=great/fine,bad=terrible, not "${pair}".`,
          { option: '--words', got: pair },
        )
      return [label, words]
    }),
  )
}

/** "0,5" as the two ends of numbers. */
function range(text: string): PromptRange {
  const [low = Number.NaN, high = Number.NaN] = text.split(',').map(Number)
  if (low < high) return { low, high }
  throw new LabError(
    'usage',
    `--range takes the lowest and the highest number with a comma between, e.g. 0,5, not "${text}".`,
    { option: '--range', got: text },
  )
}
