// lathe import-adapter and lathe combine: adapters that become runs without training.
import { resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { type Combination, combinations, combinationTexts } from '../../shared/combination.ts'
import type { FileRef } from '../../shared/host.ts'
import { LabError } from '../../shared/labError.ts'
import type { Lab } from '../services/lab.ts'
import { type CommandEnvironment, type CommonOptions, modelName, withLab } from './commandLab.ts'
import { describeRun } from './describeRun.ts'
import { wholeNumber } from './parsers.ts'
import { modelId } from './train.ts'

interface ImportOptions extends CommonOptions {
  readonly model?: string
  readonly name?: string
  readonly labels?: string
}

export function addImportAdapter(program: Command, environment: CommandEnvironment): void {
  program
    .command('import-adapter')
    .description(
      'Bring in an adapter that another tool has trained (PEFT, AdapterHub), as a run to use, export and train on.',
    )
    .argument(
      '<folder>',
      'folder with adapter_config.json and adapter_model.safetensors, or with adapter.safetensors and its head',
    )
    .option('--model <id or folder>', 'its base model (otherwise the one here that it names)')
    .option('--labels <names>', 'names of its classes in order, separated by commas (otherwise as known)')
    .option('--name <name>', 'name of the run (otherwise that of the folder)')
    .action((given: string, options: ImportOptions) =>
      withLab(environment, options, false, async (lab) => {
        const folder = resolve(given)
        const name = options.name ?? folder.split(/[/\\]/).at(-1)!
        const files = [{ ref: folder, name }]
        const model =
          options.model === undefined
            ? await guessedModel(lab, files)
            : await modelId(lab, modelName(options.model))
        const labels = options.labels?.split(',').map((label) => label.trim())
        const run = await lab.handlers['adapters.import']({ files, name, model, labels })
        return describeRun(lab, run)
      }),
    )
}

interface CombineOptions extends CommonOptions {
  readonly weights?: string
  readonly by: Combination
  readonly rank?: number
  readonly name?: string
}

export function addCombine(program: Command, environment: CommandEnvironment): void {
  program
    .command('combine')
    .description('Make one LoRA of several on the same model, each with a weight, as a run of its own.')
    .argument('<runs...>', 'run ids, e.g. r3 r5')
    .option(
      '--weights <numbers>',
      'a weight for each, separated by commas (otherwise equal ones that sum to 1)',
    )
    .addOption(
      new Option('--by <way>', combinations.map((by) => `${by}: ${combinationTexts[by].text}`).join(' '))
        .choices(combinations)
        .default('cat'),
    )
    .option('--rank <n>', 'rank of the result, by svd (otherwise the largest of the LoRAs)', wholeNumber)
    .option('--name <name>', 'name of the run')
    .action((ids: string[], { weights, by, rank, name, ...options }: CombineOptions) =>
      withLab(environment, options, false, async (lab) => {
        const numbers = weights?.split(',').map(Number) ?? ids.map(() => 1 / ids.length)
        if (ids.length < 2 || numbers.length !== ids.length || !numbers.every(Number.isFinite))
          throw new LabError(
            'usage',
            `Give two runs or more, and one weight for each: ${ids.length} runs, weights ${weights ?? 'none'}.`,
          )
        const runs = ids.map((id, i) => ({ id, weight: numbers[i]! }))
        return describeRun(
          lab,
          await lab.handlers['adapters.combine']({ runs, by, rank, name: name ?? ids.join(' + ') }),
        )
      }),
    )
}

async function guessedModel(lab: Lab, files: readonly FileRef[]): Promise<string> {
  const { model, baseModel } = await lab.handlers['adapters.look']({ files: [...files] })
  if (model !== null) return model
  const named =
    baseModel === ''
      ? 'does not name its base model'
      : `names "${baseModel}" as its base model, which is not here`
  throw new LabError(
    'usage',
    `The adapter ${named}. Say which one it is with --model; "lathe models" lists them.`,
    {
      option: 'model',
      baseModel,
    },
  )
}
