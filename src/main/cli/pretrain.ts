// lathe pretrain: a small language model from text files.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { z } from 'zod'
import { pretrainOptions } from '../../core/recipes/pretrain/options.ts'
import { issueSentence } from '../../shared/issueSentence.ts'
import { LabError } from '../../shared/labError.ts'
import { askWorker } from '../services/askWorker.ts'
import { findModel } from '../services/models.ts'
import { type CommandEnvironment, type CommonOptions, filePath, withLab } from './commandLab.ts'
import { progressBar } from './follow.ts'
import { addSchemaFlags, schemaValues } from './schemaFlags.ts'
import type { OptionSchema } from './settings.ts'

const schema = z.toJSONSchema(pretrainOptions, { io: 'input' }) as OptionSchema

export function addPretrain(program: Command, environment: CommandEnvironment): void {
  const command = program
    .command('pretrain')
    .description('Train a vocabulary and a masked language model on text files. Ctrl+C stops and keeps.')
    .argument('<files...>', pretrainOptions.shape.files.meta()?.description ?? 'text files')
    .option('--name <name>', 'name of the model in the home', 'pretrained')
    .option('--out <folder>', "another folder than the home's models/NAME")
    .option('--resume', 'go on from the last checkpoint in that folder', false)
  addSchemaFlags(command, schema, ['files']).action(
    (files: string[], options: CommonOptions & { name: string; out?: string; resume: boolean }) =>
      withLab(environment, options, false, async (lab) => {
        const parsed = pretrainOptions.safeParse({
          ...schemaValues(schema, options),
          files: files.map(filePath),
        })
        if (!parsed.success) {
          const issue = parsed.error.issues[0]
          throw new LabError('usage', `${issue?.path.join('.')}: ${issueSentence(issue)}.`)
        }
        const folder =
          options.out === undefined ? join(lab.context.home.models, options.name) : resolve(options.out)
        if (!options.resume && existsSync(join(folder, 'checkpoints')))
          throw new LabError(
            'option',
            `${folder} holds a model already. Go on with it by --resume, or choose another --name.`,
            { folder },
          )
        const folderOf = async (model: string): Promise<string> =>
          model === '' ? '' : (await findModel(lab.context, model)).folder
        const { teacher, from } = parsed.data
        const job = {
          kind: 'pretrain',
          options: { ...parsed.data, teacher: await folderOf(teacher), from: await folderOf(from) },
          folder,
          resume: options.resume,
        } as const
        const bar = options.json ? undefined : progressBar()
        const interrupted = new AbortController()
        const interrupt = (): void => interrupted.abort()
        process.on('SIGINT', interrupt).on('SIGTERM', interrupt)
        try {
          const asked = { onPoints: bar?.update, stop: interrupted.signal }
          const { sentence } = await askWorker(lab.context.platform, job, 'pretrained', asked)
          return { json: { folder, sentence }, text: `${sentence}\n${folder}` }
        } finally {
          bar?.end()
          process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
        }
      }),
  )
}
