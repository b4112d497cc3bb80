// lathe generate and score: what a causal language model, or a run on top of one, makes of texts.
import type { Command } from 'commander'
import { z } from 'zod'
import type { Payload } from '../../shared/contract.ts'
import { type GenerationEnd, generationOptions } from '../../shared/generation.ts'
import { issueSentence } from '../../shared/issueSentence.ts'
import { LabError } from '../../shared/labError.ts'
import { type CommandEnvironment, type CommonOptions, modelName, withLab } from './commandLab.ts'
import { count, short, table } from './output.ts'
import { addSchemaFlags, schemaValues } from './schemaFlags.ts'
import type { OptionSchema } from './settings.ts'

interface SourceOptions extends CommonOptions {
  readonly model?: string
  readonly run?: string
}

const generationSchema = z.toJSONSchema(generationOptions, { io: 'input' }) as OptionSchema

const ends: { readonly [E in GenerationEnd]: string } = {
  end: 'the model ended the text',
  length: 'all its tokens are written',
  context: 'the model’s context is full',
  stopped: 'stopped',
}

export function addWriting(program: Command, environment: CommandEnvironment): void {
  const generate = program
    .command('generate')
    .description('Continue a text with a causal language model. Ctrl+C ends it.')
    .option('--model <id or folder>', 'a model that reads from left to right ("lathe models" lists them)')
    .option('--run <id>', 'a run of the objective causalLm')
    .requiredOption('--prompt <text>', 'beginning of the text')
  addSchemaFlags(generate, generationSchema).action((options: SourceOptions & { prompt: string }) =>
    withLab(environment, options, false, async (lab) => {
      const of = sourceOf(options)
      const { prompt, json = false } = options
      const settings = generationOptions.safeParse(schemaValues(generationSchema, options))
      if (!settings.success) {
        const issue = settings.error.issues[0]
        throw new LabError('usage', `${issue?.path.join('.')}: ${issueSentence(issue)}.`)
      }
      const request = 'command'
      const stop = (): void => void lab.handlers['texts.stop']({ request })
      process.once('SIGINT', stop)
      // The prompt comes with the first piece: what fails before prints nothing.
      let before = prompt
      const say = (text: string): void => {
        if (!json) process.stdout.write(before + text)
        before = ''
      }
      const unlisten = lab.listen((event, payload) => {
        if (event === 'texts.piece') say((payload as Payload<'texts.piece'>).text)
      })
      const written = await lab.handlers['texts.generate']({ of, request, prompt, options: settings.data })
      say('')
      process.off('SIGINT', stop)
      unlisten()
      if (process.stderr.isTTY && !json) {
        const speed = short((1000 * written.tokens) / Math.max(1, written.milliseconds))
        process.stderr.write(`\n\n${count(written.tokens)} tokens, ${speed} a second; ${ends[written.end]}.`)
      }
      return { json: { ...of, prompt, ...written, options: settings.data }, text: '' }
    }),
  )
  program
    .command('score')
    .description('Say how likely a causal language model finds continuations of a context.')
    .argument('<continuations...>', 'texts that may follow, each with its own space in front')
    .option('--model <id or folder>', 'a model that reads from left to right ("lathe models" lists them)')
    .option('--run <id>', 'a run of the objective causalLm')
    .option('--context <text>', 'what comes before them', '')
    .action((continuations: string[], options: SourceOptions & { context: string }) =>
      withLab(environment, options, false, async (lab) => {
        const of = sourceOf(options)
        const { context } = options
        const { scores } = await lab.handlers['texts.score']({ of, context, continuations })
        const rows = scores.map((score) => [
          JSON.stringify(score.text),
          count(score.tokens),
          ...[score.logProbability, score.perToken, score.share].map(short),
        ])
        const titles = ['continuation', 'tokens', 'log p', 'per token', 'share']
        return { json: { ...of, context, scores }, text: table(titles, rows, [1, 2, 3, 4]) }
      }),
    )
}

function sourceOf({ model, run }: SourceOptions): { model: string } | { run: string } {
  if (model !== undefined && run === undefined) return { model: modelName(model) }
  if (run !== undefined && model === undefined) return { run }
  throw new LabError('usage', 'Name either a model with --model or a run with --run.')
}
