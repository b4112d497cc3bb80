// lathe zero-shot: how a model does with prompts that it was not trained on.
import { Option, type Command } from 'commander'
import { LabError } from '../../shared/labError.ts'
import { demonstrationWish, type PromptLook, promptQuestion, type PromptRange } from '../../shared/prompts.ts'
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
  readonly description: string
  readonly demonstrations: number
  readonly selection: string
  readonly orders: number
  readonly seed: number
  readonly maxLength?: number
  readonly rows: number
  readonly calibrate?: boolean
}

const defaults = promptQuestion.parse({})
/** Longest prompt in tokens where examples stand in it. */
const lengthWithExamples = 512

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
    .option(
      '--description <text>',
      'says once, before everything else, what is to be done',
      defaults.description,
    )
    .option(
      '--demonstrations <k>',
      'solved training rows of each class in every prompt, from which the model may see what is asked',
      wholeNumber,
      defaults.demonstrations.perClass,
    )
    .addOption(
      new Option('--selection <how>', 'any examples, or those nearest in meaning to the row')
        .choices(demonstrationWish.shape.selection.unwrap().options)
        .default(defaults.demonstrations.selection),
    )
    .option(
      '--orders <n>',
      'the same examples in so many orders, and as many other random selections',
      wholeNumber,
      defaults.demonstrations.orders,
    )
    .option('--seed <n>', 'draws the examples and their orders', wholeNumber, defaults.demonstrations.seed)
    .option(
      '--max-length <n>',
      `longest prompt in tokens (otherwise ${defaults.maxLength}, with examples ${lengthWithExamples})`,
      wholeNumber,
    )
    .option('--calibrate', 'also tell the accuracy with the label prior taken out')
    .action((options: ZeroShotOptions) =>
      withLab(environment, options, false, async (lab) => {
        const dataset = (await importFiles(lab, { train: options.data }, options)).id
        const model = modelName(options.model)
        const known = await lab.handlers['prompts.known']({ dataset, model })
        const templates =
          options.template.length > 0 ? options.template : known.map(({ template }) => template)
        const {
          words = {},
          rows: scored,
          description,
          demonstrations: perClass,
          selection,
          orders,
          seed,
        } = options
        const demonstrations = { perClass, selection, orders, seed }
        const maxLength = options.maxLength ?? (perClass > 0 ? lengthWithExamples : defaults.maxLength)
        const ends = options.range ?? known[0]?.range ?? undefined
        const looks: PromptLook[] = []
        for (const template of templates) {
          const question = promptQuestion.safeParse({
            ...{ template, words, range: ends, description, demonstrations, maxLength, scored, shown: 0 },
          })
          if (!question.success || scored === 0)
            throw new LabError(
              'usage',
              'A template or description has at most 4000 characters; --rows is from 1 to 10000, --max-length from 8 to 8192, --demonstrations from 0 to 32, --orders from 1 to 24.',
            )
          looks.push(await lab.handlers['prompts.look']({ dataset, model, ...question.data }))
        }
        return {
          json: {
            model,
            dataset,
            prompts: looks.map(({ template, words, scores, trials }) => ({
              template,
              words,
              ...scores,
              trials,
            })),
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
