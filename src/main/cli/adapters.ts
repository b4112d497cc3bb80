// lathe import-adapter: what another tool has trained becomes a run.
import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { FileRef } from '../../shared/contract.ts'
import { LabError } from '../../shared/labError.ts'
import type { Lab } from '../services/lab.ts'
import { type CommandEnvironment, type CommonOptions, modelName, withLab } from './commandLab.ts'
import { describeRun } from './describeRun.ts'
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
      'Bring in an adapter that another tool has trained (PEFT), as a run to use, export and train on.',
    )
    .argument('<folder>', 'folder with adapter_config.json and adapter_model.safetensors')
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
