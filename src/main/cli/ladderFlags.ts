// What the flags of lathe ladder say, as the ladder that they describe.
import { catalog } from '../../core/catalog/catalog.ts'
import { issueSentence } from '../../shared/issueSentence.ts'
import { LabError } from '../../shared/labError.ts'
import { type LadderSpec, ladderSpec, type TrainingSize } from '../../shared/ladder.ts'
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

/** The ladder that the flags describe, still without its datasets. Throws LabError `usage` or `option`. */
export function ladderOf(options: LadderOptions): LadderSpec {
  if (options.data === undefined)
    throw new LabError(
      'usage',
      'lathe ladder needs --data and a file to learn from, or --resume and a ladder.',
      {
        option: '--data',
      },
    )
  const chosen = options.methods.split(',').map(methodOf)
  const schemas = catalog().tunings.map(({ id, schema }) => [id, schema as OptionSchema] as const)
  const settings = parseSettings(options.set, Object.fromEntries(schemas))
  const axis = (id: string) => ({ id, options: settings[id] ?? {} })
  const checked = ladderSpec.safeParse({
    name: options.name ?? '',
    dataset: '',
    model: modelName(options.model),
    methods: chosen.map(({ tuning: [first, second], learningRate }) => ({
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

/** A word of `--methods`: "lora", "adapter+lora" or "lora@1e-3". */
function methodOf(word: string): { tuning: [string, string | undefined]; learningRate: number | null } {
  const [name = '', rate] = word.trim().split('@', 2)
  const [first = '', second] = name.split('+')
  const learningRate = rate === undefined ? null : Number(rate)
  if (learningRate === null || (learningRate > 0 && Number.isFinite(learningRate)))
    return { tuning: [first, second], learningRate }
  throw new LabError(
    'usage',
    `--methods takes a learning rate above 0 after an @, e.g. lora@1e-3, not "${word.trim()}".`,
    {
      option: '--methods',
      got: word.trim(),
    },
  )
}

function trainingSizeOf(word: string): TrainingSize {
  return word.trim() === 'all' ? 'all' : wholeNumber(word.trim())
}
