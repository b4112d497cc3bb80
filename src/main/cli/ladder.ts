// lathe ladder: methods compared on the same rows, from start or from wherever an earlier command ended.
import { resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { type Command, Option } from 'commander'
import { writeFileAtomic } from '../../core/files/atomic.ts'
import type { DatasetManifest } from '../../shared/dataset.ts'
import { methodCalled } from '../../shared/comparison/methods.ts'
import type { LadderSpec } from '../../shared/ladder.ts'
import { deviceNames } from '../../shared/run.ts'
import type { Lab } from '../services/lab.ts'
import { prepareLadder } from '../services/ladderPlan.ts'
import { type CommandEnvironment, type CommonOptions, withLab } from './commandLab.ts'
import { importFiles } from './dataFiles.ts'
import { followLadder } from './followLadder.ts'
import { type LadderOptions, ladderOf } from './ladderFlags.ts'
import { ladderFormats, reportLadder } from './ladderReport.ts'
import { labelMaps, mapFlag } from './labelMaps.ts'
import { type Answer, duration, size, table } from './output.ts'
import { collect, wholeNumber } from './parsers.ts'
import { addSchemaFlags, trainingSchema } from './schemaFlags.ts'

export function addLadder(program: Command, environment: CommandEnvironment): void {
  const ladder = program
    .command('ladder')
    .description(
      'Compare methods on the same rows, seeds and training sizes. Ctrl+C stops and keeps; the same command, or --resume, goes on.',
    )
    .option('--resume <id>', 'go on with a ladder, e.g. l2; everything else is as it was')
    .option('--data <file>', 'training rows')
    .option('--eval <file>', 'validation rows (otherwise a share of the training rows)')
    .option('--test <file>', 'test rows for the table (otherwise a share of the training rows)')
    .option('--test-data <file>', 'rows of another domain to test on as well; may be repeated', collect, [])
    .option(
      mapFlag,
      'what a label of --test-data is called in --data, e.g. great=positive; "great=" leaves it out; may be repeated',
      collect,
      [],
    )
    .option('--text <column>', 'column of the text (otherwise detected)')
    .option('--pair <column>', 'column of the second text')
    .option('--label <column>', 'column of the label')
    .option('--model <id or folder>', 'model id ("lathe models" lists them) or a folder', 'starter')
    .option('--name <name>', 'name of the ladder')
    .option(
      '--methods <ids>',
      'tunings to compare, by commas; a plus trains two together, an @ gives a learning rate, e.g. full,lora@1e-3,adapter+lora; prompt: before one asks by a cloze prompt (prompt:none untrained), mean:head is a linear probe on the mean of all tokens, and tfidf is logistic regression on words alone',
      'full,head,lora',
    )
    .option('--shots <sizes>', 'rows of each class to train on, by commas, e.g. 16,64,256,all', 'all')
    .option('--seeds <n>', 'how often everything is repeated', wholeNumber, 5)
    .option('--first-seed <n>', 'the first of the seeds', wholeNumber, 13)
    .option('--minimum-steps <n>', 'train at least so many steps', wholeNumber, 200)
    .option('--drop-weights', 'keep only the numbers of each run')
    .addOption(new Option('--device <name>', 'where to train').choices(deviceNames).default('auto'))
    .option('--threads <n>', 'CPU threads; 0 uses one per core', wholeNumber, 0)
    .addOption(
      new Option('--set <method.option=value>', 'an option of a method or prompt, e.g. lora.rank=4')
        .argParser(collect)
        .default([], 'none'),
    )
    .option('--plan', 'only say what it would cost')
    .option(
      '--against <method>',
      'the method with which the result compares the others (otherwise full fine-tuning, else the first)',
    )
    .addOption(new Option('--format <format>', 'form of the result').choices(ladderFormats).default('text'))
    .option('--out <file>', 'where to write the result (otherwise it is printed)')
  addSchemaFlags(ladder, trainingSchema, ['learningRate', 'steps']).action((options: LadderOptions) =>
    withLab(environment, options, true, async (lab) => {
      if (options.resume !== undefined) return climb(lab, options.resume, options)
      // Wrong options are found before a large file is read.
      ladderOf(options, 'classify')
      const dataset = await importData(lab, options)
      const others: DatasetManifest[] = []
      for (const file of options.testData)
        others.push(await importFiles(lab, { test: file }, options, dataset.task))
      const maps = labelMaps(others, dataset.labels, options.map)
      const elsewhere = others.map(({ id }, i) => ({ dataset: id, mapping: { ...maps[i]! } }))
      const whole = { ...ladderOf(options, dataset.task), dataset: dataset.id, elsewhere }
      const { spec: resolved } = await prepareLadder(lab.context, whole)
      if (options.against !== undefined) methodCalled(resolved, options.against)
      const known = options.plan ? undefined : await sameLadder(lab, resolved)
      if (known !== undefined) {
        if (!options.json) process.stderr.write(`Ladder ${known} goes on.\n`)
        return climb(lab, known, options)
      }
      const plan = await lab.handlers['ladders.plan']({ spec: whole, measure: true })
      const cost =
        `${plan.runs} runs, about ${duration(plan.seconds)} and ${size(plan.diskBytes)} on disk ` +
        `(${size(plan.passingBytes)} more while they train). ${[plan.basis, ...plan.warnings].join(' ')}`
      if (options.plan) return { json: plan, text: cost }
      if (!options.json) process.stderr.write(`A new ladder: ${cost}\n`)
      return climb(lab, (await lab.handlers['ladders.start']({ spec: whole })).id, options)
    }),
  )
  program
    .command('ladders')
    .description('List the ladders, newest first.')
    .action((options: CommonOptions) =>
      withLab(environment, options, false, async (lab) => {
        const ladders = await lab.handlers['ladders.list']({})
        const rows = ladders.map(({ id, name, state, datasetName, modelTitle, counts, total }) => [
          id,
          name,
          state,
          datasetName,
          modelTitle,
          `${counts.done ?? 0}/${total}`,
        ])
        return {
          json: ladders,
          text:
            ladders.length > 0
              ? table(['id', 'name', 'state', 'dataset', 'model', 'runs'], rows, [5])
              : 'No ladders yet. "lathe ladder" makes one.',
        }
      }),
    )
}

async function climb(lab: Lab, id: string, { json, format, out, against }: LadderOptions): Promise<Answer> {
  const { spec } = await lab.handlers['ladders.get']({ id })
  // A wrong name is told before the training, not after it.
  if (against !== undefined) methodCalled(spec, against)
  await lab.handlers['ladders.continue']({ id })
  const ladder = await followLadder(lab, id, json ?? false)
  const { answer, file } = reportLadder(ladder, format, against)
  if (out === undefined) return answer
  const path = resolve(out)
  await writeFileAtomic(path, file)
  return { ...answer, text: `Ladder ${id} is ${ladder.state}. Its result is in ${path}.` }
}

/** A ladder that says the same but for its name: the same command goes on with it. */
async function sameLadder(lab: Lab, spec: LadderSpec): Promise<string | undefined> {
  const nameless = (one: LadderSpec): unknown => ({ ...one, name: '' })
  const ladders = await lab.handlers['ladders.list']({})
  return ladders.find((one) => isDeepStrictEqual(nameless(one.spec), nameless(spec)))?.id
}

function importData(lab: Lab, options: LadderOptions): Promise<DatasetManifest> {
  return importFiles(
    lab,
    {
      train: options.data!,
      ...(options.eval === undefined ? {} : { dev: options.eval }),
      ...(options.test === undefined ? {} : { test: options.test }),
    },
    options,
  )
}
