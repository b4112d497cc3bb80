// What the flags of lathe ladder say, as the ladder that they describe.
import { catalog } from '../../core/catalog/catalog.ts'
import { type Asking, askings, objectiveFor } from '../../shared/asking.ts'
import type { Task } from '../../shared/dataset.ts'
import { issueSentence } from '../../shared/issueSentence.ts'
import { LabError } from '../../shared/labError.ts'
import { type LadderSpec, ladderSpec, type TrainingSize } from '../../shared/ladder.ts'
import type { AxisChoice } from '../../shared/run.ts'
import { type CommonOptions, modelName } from './commandLab.ts'
import type { ColumnOptions } from './dataFiles.ts'
import type { LadderFormat } from './ladderReport.ts'
import { wholeNumber } from './parsers.ts'
import { schemaValues, trainingSchema } from './schemaFlags.ts'
import { type OptionSchema, parseSettings } from './settings.ts'

export interface LadderOptions extends CommonOptions, ColumnOptions {
  readonly resume?: string
  readonly data?: string
  readonly eval?: string
  readonly test?: string
  readonly testData: string[]
  readonly map: string[]
  readonly model: string
  readonly name?: string
  readonly methods: string
  readonly shots: string
  readonly seeds: number
  readonly firstSeed: number
  readonly minimumSteps: number
  readonly dropWeights?: boolean
  readonly device: string
  readonly threads: number
  readonly set: string[]
  readonly plan?: boolean
  readonly against?: string
  readonly format: LadderFormat
  readonly out?: string
}

/** The ladder that the flags describe, still without its datasets, for the labels of `task`. Throws LabError `usage` or `option`. */
export function ladderOf(options: LadderOptions, task: Task): LadderSpec {
  if (options.data === undefined)
    throw new LabError(
      'usage',
      'lathe ladder needs --data and a file to learn from, or --resume and a ladder.',
      {
        option: '--data',
      },
    )
  const chosen = options.methods.split(',').map(methodOf)
  const { tunings, objectives } = catalog()
  // Those of both tasks, so that options are read before the rows say which task it is.
  const asked = (['classify', 'regress'] as const).flatMap((one) =>
    (['prompt', 'words'] as const).map((asking) => objectiveFor(asking, one).id),
  )
  const settable = [...tunings, ...objectives.filter(({ id }) => asked.includes(id))]
  const schemas = settable.map(({ id, schema }) => [id, schema as OptionSchema] as const)
  const settings = parseSettings(options.set, Object.fromEntries(schemas))
  const axis = (id: string) => ({ id, options: settings[id] ?? {} })
  const checked = ladderSpec.safeParse({
    name: options.name ?? '',
    dataset: '',
    model: modelName(options.model),
    methods: chosen.map(({ asking, tuning: [first, second], learningRate }) => ({
      objective: objectiveFor(asking, task, settings[objectiveFor(asking, task).id] as AxisChoice['options']),
      tuning: { ...axis(first), ...(second === undefined ? {} : { and: axis(second) }) },
      learningRate,
    })),
    seeds: options.seeds,
    firstSeed: options.firstSeed,
    sizes: options.shots.split(',').map(trainingSizeOf),
    training: schemaValues(trainingSchema, options),
    minimumSteps: options.minimumSteps,
    keepWeights: !options.dropWeights,
    device: options.device,
    threads: options.threads,
  })
  if (checked.success) return checked.data
  const issue = checked.error.issues[0]
  throw new LabError('usage', `${issue?.path.join('.')}: ${issueSentence(issue)}.`, {
    option: issue?.path.join('.') ?? '',
  })
}

/** The method that has no tuning: words alone. */
const wordsMethod = objectiveFor('words', 'classify').id

interface MethodWords {
  readonly asking: Asking
  readonly tuning: [string, string | undefined]
  readonly learningRate: number | null
}

/** A word of `--methods`: "lora", "adapter+lora", "lora@1e-3", "prompt:lora", "prompt:none", "mean:head", "tfidf". */
function methodOf(word: string): MethodWords {
  const refuse = (what: string): LabError =>
    new LabError('usage', `--methods takes ${what}, not "${word.trim()}".`, {
      option: '--methods',
      got: word.trim(),
    })
  if (word.trim() === wordsMethod) return { asking: 'words', tuning: ['none', undefined], learningRate: null }
  const [method = '', rate] = word.trim().split('@', 2)
  const [name = '', how = 'head'] = method.split(':').reverse()
  const [first = '', second] = name.split('+')
  const asking = askings.find((one) => one === how && one !== 'words')
  if (asking === undefined)
    throw refuse('prompt: or mean: before a tuning that answers prompts or reads the mean, e.g. prompt:lora')
  const learningRate = rate === undefined ? null : Number(rate)
  if (learningRate === null || (learningRate > 0 && Number.isFinite(learningRate)))
    return { asking, tuning: [first, second], learningRate }
  throw refuse('a learning rate above 0 after an @, e.g. lora@1e-3')
}

function trainingSizeOf(word: string): TrainingSize {
  return word.trim() === 'all' ? 'all' : wholeNumber(word.trim())
}
