// lathe train and lathe resume: a run in the foreground.
import { type Command, InvalidArgumentError, Option } from 'commander'
import { catalog } from '../../core/catalog/catalog.ts'
import type { AxisValue } from '../../shared/axes.ts'
import type { Task } from '../../shared/dataset.ts'
import { issueSentence } from '../../shared/issueSentence.ts'
import { LabError } from '../../shared/labError.ts'
import { type AxisChoice, deviceNames, type RunSpec, runSpec } from '../../shared/run.ts'
import type { Lab } from '../services/lab.ts'
import { type CommandEnvironment, type CommonOptions, modelName, withLab } from './commandLab.ts'
import { type ColumnOptions, importFiles } from './dataFiles.ts'
import { followRun } from './follow.ts'
import { amount, collect, wholeNumber } from './parsers.ts'
import { reportRun } from './describeRun.ts'
import { type OptionSchema, parseSettings } from './settings.ts'
import { addSchemaFlags, schemaValues, splitSchema, trainingSchema } from './schemaFlags.ts'

interface TrainOptions extends CommonOptions, ColumnOptions {
  readonly data: string
  readonly eval?: string
  readonly test?: string
  readonly model: string
  readonly start?: string
  readonly name?: string
  readonly objective: string
  readonly tuning?: string
  readonly exit: string
  readonly shots?: number
  readonly seed: number
  readonly device: string
  readonly threads: number
  readonly set: string[]
}

export function addTrain(program: Command, environment: CommandEnvironment): void {
  const { objectives, tunings, exits } = catalog()
  const axis = (name: string, what: string, values: readonly AxisValue[]): Option =>
    new Option(`--${name} <id>`, what).choices(values.map(({ id }) => id))
  const train = program
    .command('train')
    .description('Train a model on a file of texts. Ctrl+C stops and keeps what was learned.')
    .requiredOption('--data <file>', 'training rows: CSV, TSV, JSONL, JSON, Parquet or one text per line')
    .option('--eval <file>', 'validation rows (otherwise a share of the training rows)')
    .option('--test <file>', 'test rows, scored once at the end')
    .option('--text <column>', 'column of the text (otherwise detected)')
    .option('--pair <column>', 'column of the second text')
    .option('--label <column>', 'column of the label')
    .requiredOption(
      '--model <id or folder>',
      'model id ("lathe models" lists them), a folder, or a run to go on from, e.g. r3',
      'starter',
    )
    .option('--start <run>', 'start from the trained weights of a run, with its model and method')
    .option('--name <name>', 'name of the run')
    .addOption(axis('objective', 'what is learned', objectives).default('classify'))
    .addOption(
      new Option(
        '--tuning <id>',
        `which weights are trained: ${idsOf(tunings)}, or two of them together, e.g. adapter+lora (otherwise what suits the objective)`,
      ).argParser((name) => knownTuning(name, tunings)),
    )
    .addOption(axis('exit', 'early exit', exits).default('none'))
    .option('--shots <k>', 'train on k rows per class only', wholeNumber)
    .option('--seed <n>', 'seed of everything random', wholeNumber, 13)
    .addOption(new Option('--device <name>', 'where to train').choices(deviceNames).default('auto'))
    .option('--threads <n>', 'CPU threads; 0 uses one per core', wholeNumber, 0)
    .addOption(
      new Option('--set <group.option=value>', 'any other option, e.g. lora.rank=8 or split.dev=0.2')
        .argParser(collect)
        .default([], 'none'),
    )
  addSchemaFlags(train, trainingSchema).action((options: TrainOptions, command: Command) =>
    withLab(environment, options, true, async (lab) => {
      // Wrong options are found before a large file is read.
      const spec = await startedFrom(lab, options, command)
      const { id: dataset } = await importFiles(
        lab,
        {
          train: options.data,
          ...(options.eval === undefined ? {} : { dev: options.eval }),
          ...(options.test === undefined ? {} : { test: options.test }),
        },
        options,
        taskOf(spec.objective.id),
      )
      const model = await modelId(lab, spec.model)
      const { id } = await lab.handlers['runs.start']({ spec: runSpec.parse({ ...spec, dataset, model }) })
      return reportRun(lab, await followRun(lab, id, options.json ?? false))
    }),
  )
}

export function addResume(program: Command, environment: CommandEnvironment): void {
  program
    .command('resume')
    .description('Continue a run from its last checkpoint.')
    .argument('<id>', 'run id, e.g. r3')
    .option('--more-epochs <n>', 'train so many epochs longer than planned', amount, 0)
    .action((id: string, options: CommonOptions & { moreEpochs: number }) =>
      withLab(environment, options, true, async (lab) => {
        await lab.handlers['runs.continue']({ id, moreEpochs: options.moreEpochs })
        return reportRun(lab, await followRun(lab, id, options.json ?? false))
      }),
    )
}

/** A run's own id stands for the model that it has become. */
export async function modelId(lab: Lab, model: string): Promise<string> {
  const runs = await lab.handlers['runs.list']({})
  const models = await lab.handlers['models.list']({})
  if (models.some(({ id }) => id === model) || !runs.some(({ id }) => id === model)) return model
  return (await lab.handlers['models.fromRun']({ run: model })).id
}

const idsOf = (values: readonly AxisValue[]): string => values.map(({ id }) => id).join(', ')

/** `name` itself, where it is a method or two of them joined by "+". */
function knownTuning(name: string, tunings: readonly AxisValue[]): string {
  const ids = name.split('+')
  if (ids.length < 3 && ids.every((id) => tunings.some((one) => one.id === id))) return name
  throw new InvalidArgumentError(`Allowed choices are ${idsOf(tunings)}, or two of them joined by "+".`)
}

/** As what the file is imported; undefined where its labels decide. */
function taskOf(objective: string): Task | undefined {
  // Numbers that look like classes, such as 1 to 5 stars, are numbers where they are asked for.
  if (objective === 'regress') return 'regress'
  const needs = catalog().objectives.find(({ id }) => id === objective)?.dataset
  return needs === null ? 'unlabelled' : undefined
}

/** The run that the flags describe; with --start, what they leave open is as in the run that it starts from. */
async function startedFrom(lab: Lab, options: TrainOptions, command: Command): Promise<RunSpec> {
  const spec = specOf(options)
  if (options.start === undefined) return spec
  const { model, objective, tuning } = (await lab.handlers['runs.get']({ id: options.start })).spec
  const open = (name: string, { options: set }: Pick<AxisChoice, 'options'> = { options: {} }): boolean =>
    command.getOptionValueSource(name) !== 'cli' && Object.keys(set).length === 0
  return {
    ...spec,
    start: options.start,
    ...(open('model') ? { model } : {}),
    ...(open('objective', spec.objective) ? { objective } : {}),
    ...(open('tuning', spec.tuning) ? { tuning } : {}),
  }
}

/** The run that the flags describe, still without its dataset. Throws LabError `usage` or `option`. */
function specOf(options: TrainOptions): RunSpec {
  const { objectives, tunings, exits } = catalog()
  const suited = objectives.find(({ id }) => id === options.objective)!.tuning
  const [tuning = suited, and] = options.tuning?.split('+') ?? []
  const chosen = { objective: options.objective, tuning, and, exit: options.exit }
  const schemas = [...objectives, ...tunings, ...exits]
    .filter(({ id }) => Object.values(chosen).includes(id))
    .map(({ id, schema }) => [id, schema as OptionSchema] as const)
  const settings = parseSettings(options.set, {
    ...Object.fromEntries(schemas),
    training: trainingSchema,
    split: splitSchema,
  })
  const axis = (id: string): { id: string; options: Record<string, unknown> } => ({
    id,
    options: settings[id] ?? {},
  })
  const spec = {
    name: options.name ?? '',
    dataset: '',
    model: modelName(options.model),
    split: { ...settings['split'], ...(options.shots === undefined ? {} : { shots: options.shots }) },
    objective: axis(chosen.objective),
    tuning: { ...axis(tuning), ...(and === undefined ? {} : { and: axis(and) }) },
    exit: axis(chosen.exit),
    training: { ...settings['training'], ...schemaValues(trainingSchema, options) },
    seed: options.seed,
    device: options.device,
    threads: options.threads,
  }
  const checked = runSpec.safeParse(spec)
  if (checked.success) return checked.data
  const issue = checked.error.issues[0]
  throw new LabError('usage', `${issue?.path.join('.')}: ${issueSentence(issue)}.`, {
    option: issue?.path.join('.') ?? '',
  })
}
