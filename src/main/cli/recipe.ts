// One command for each recipe, with flags from its own options; "lathe recipes" lists those that were made.
import { isDeepStrictEqual } from 'node:util'
import { type Command, Option } from 'commander'
import { recipeValues, recipes } from '../../core/recipes/index.ts'
import { issueSentence } from '../../shared/issueSentence.ts'
import type { Json } from '../../shared/json.ts'
import { LabError } from '../../shared/labError.ts'
import { type RecipeSpec, recipeSpec } from '../../shared/recipe.ts'
import { deviceNames } from '../../shared/run.ts'
import type { Lab } from '../services/lab.ts'
import { resolveRecipe } from '../services/recipeInfo.ts'
import { type CommandEnvironment, type CommonOptions, modelName, withLab } from './commandLab.ts'
import { type ColumnOptions, importFiles } from './dataFiles.ts'
import { followRecipe } from './followRecipe.ts'
import { type Answer, table } from './output.ts'
import { wholeNumber } from './parsers.ts'
import { recipeText } from './recipeReport.ts'
import { addSchemaFlags, longFlag, oneMore, schemaValues } from './schemaFlags.ts'
import type { OptionSchema } from './settings.ts'

interface RecipeOptions extends CommonOptions, ColumnOptions {
  readonly resume?: string
  readonly data?: readonly string[]
  readonly eval?: string
  readonly test?: string
  readonly model: string
  readonly name?: string
  readonly shots: number
  readonly dev: number
  readonly seed: number
  readonly keepWeights?: boolean
  readonly device: string
  readonly threads: number
}

export function addRecipes(program: Command, environment: CommandEnvironment): void {
  for (const value of recipeValues()) {
    const schema = value.schema as OptionSchema
    const files = optionsNaming(schema, 'dataset')
    const lists = optionsNaming(schema, 'datasets')
    const command = program
      .command(value.id)
      .description(`${value.summary} Ctrl+C stops and keeps; the same command, or --resume, goes on.`)
      .option('--resume <id>', 'go on with a recipe, e.g. p2; everything else is as it was')
      .option(
        '--data <file>',
        `rows with labels${lists.includes(furtherData) ? '; may be repeated, a file for each task' : ''}`,
        oneMore,
      )
      .option('--eval <file>', 'validation rows (otherwise taken from --data)')
      .option('--test <file>', 'test rows, which choose nothing')
      .option('--text <column>', 'column of the text (otherwise detected)')
      .option('--pair <column>', 'column of the second text')
      .option('--label <column>', 'column of the label')
      .option('--model <id or folder>', 'model id ("lathe models" lists them) or a folder', 'starter')
      .option('--name <name>', 'name of the recipe')
      .option('--shots <n>', 'train on K rows of each class, validate on K more; 0 uses all', wholeNumber, 0)
      .option('--dev <share>', 'share of the rows to validate on without --eval and --shots', Number, 0.1)
      .option('--seed <n>', 'of the rows and of all random numbers', wholeNumber, 13)
      .option('--keep-weights', 'keep the weights of every run, not only of the last')
      .addOption(new Option('--device <name>', 'where to train').choices(deviceNames).default('auto'))
      .option('--threads <n>', 'CPU threads; 0 uses one per core', wholeNumber, 0)
    for (const name of files) command.option(`--${name} <file>`, schema.properties?.[name]?.description ?? '')
    for (const name of lists.filter((one) => one !== furtherData))
      command.option(
        `${longFlag(name)} <file>`,
        `${schema.properties?.[name]?.description ?? ''} May be repeated.`,
        oneMore,
      )
    addSchemaFlags(command, schema, [...files, ...lists]).action((options: RecipeOptions) =>
      withLab(environment, options, true, async (lab) => {
        if (options.resume !== undefined) return cook(lab, options.resume, options)
        const spec = await specOf(lab, value.id, schema, options)
        const made = await lab.handlers['recipes.list']({})
        const nameless = (one: RecipeSpec): unknown => ({ ...one, name: '' })
        const same = made.find((one) => isDeepStrictEqual(nameless(one.spec), nameless(resolveRecipe(spec))))
        if (same && !options.json) process.stderr.write(`Recipe ${same.id} goes on.\n`)
        return cook(lab, same?.id ?? (await lab.handlers['recipes.start']({ spec })).id, options)
      }),
    )
  }
  program
    .command('recipes')
    .description('List the recipes that were made, newest first.')
    .action((options: CommonOptions) =>
      withLab(environment, options, false, async (lab) => {
        const made = await lab.handlers['recipes.list']({})
        const rows = made.map(({ id, name, spec, state, datasetName, modelTitle, counts }) => {
          const steps = `${counts.done}/${counts.known}`
          return [id, name, spec.recipe, state, datasetName, modelTitle, steps]
        })
        const ids = recipes.map(({ id }) => `"lathe ${id}"`).join(', ')
        return {
          json: made,
          text:
            made.length > 0
              ? table(['id', 'name', 'recipe', 'state', 'dataset', 'model', 'steps'], rows, [6])
              : `No recipes yet. ${ids} make some.`,
        }
      }),
    )
}

/** The option that takes what `--data` names beyond the first file, in recipes that have it. */
const furtherData = 'also'

/** Options that name a dataset, or several, which the command line gives as files; or a model, by its id or folder. */
function optionsNaming(
  { properties = {} }: OptionSchema,
  format: 'dataset' | 'datasets' | 'spanModel',
): string[] {
  return Object.keys(properties).filter((name) => properties[name]!.format === format)
}

/** The recipe that the flags describe, with its files imported. Throws LabError `usage`, `option`, or as importing. */
async function specOf(
  lab: Lab,
  recipe: string,
  schema: OptionSchema,
  options: RecipeOptions,
): Promise<RecipeSpec> {
  const [data, ...further] = options.data ?? []
  if (data === undefined)
    throw new LabError(
      'usage',
      `lathe ${recipe} needs --data and a file with labels, or --resume and a recipe.`,
      {
        option: '--data',
      },
    )
  const own: Record<string, Json> = { ...(schemaValues(schema, options) as Record<string, Json>) }
  const splits = {
    train: data,
    ...(options.eval === undefined ? {} : { dev: options.eval }),
    ...(options.test === undefined ? {} : { test: options.test }),
  }
  const { id: dataset } = await importFiles(lab, splits, options)
  const { label: _, ...columns } = options
  for (const name of optionsNaming(schema, 'dataset')) {
    const file = own[name]
    if (typeof file !== 'string' || file === '') continue
    own[name] = (await importFiles(lab, { train: file }, columns, 'unlabelled')).id
  }
  for (const name of optionsNaming(schema, 'spanModel')) {
    const model = own[name]
    if (typeof model === 'string' && model !== '') own[name] = modelName(model)
  }
  const lists = optionsNaming(schema, 'datasets')
  if (further.length > 0 && !lists.includes(furtherData))
    throw new LabError('usage', `lathe ${recipe} learns from one file, and --data names several.`, {
      option: '--data',
    })
  for (const name of lists) {
    const named = name === furtherData ? further : ((own[name] as string[] | undefined) ?? [])
    const ids: string[] = []
    // Each file has columns of its own, so none is named for all of them.
    for (const file of named) ids.push((await importFiles(lab, { train: file }, {})).id)
    own[name] = ids
  }
  const checked = recipeSpec.safeParse({
    name: options.name ?? '',
    recipe,
    dataset,
    model: modelName(options.model),
    split: { shots: options.shots, dev: options.dev, seed: options.seed },
    options: own,
    seed: options.seed,
    keepWeights: options.keepWeights ?? false,
    device: options.device,
    threads: options.threads,
  })
  if (checked.success) return checked.data
  const issue = checked.error.issues[0]
  throw new LabError('usage', `${issue?.path.join('.')}: ${issueSentence(issue)}.`, {
    option: issue?.path.join('.') ?? '',
  })
}

/** Goes on with a recipe until it ends, and tells what it found. Throws its own error where it failed. */
async function cook(lab: Lab, id: string, { json = false }: CommonOptions): Promise<Answer> {
  await lab.handlers['recipes.continue']({ id })
  const recipe = await followRecipe(lab, id, json)
  if (recipe.state === 'failed')
    throw new LabError(
      'run',
      `Recipe ${id} failed: ${recipe.error?.message ?? ''} The same command tries again.`,
      {
        id,
      },
    )
  return { json: recipe, text: recipeText(recipe) }
}
