// What a client can ask about models and do with them.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { filesIn } from '../../core/files/folder.ts'
import { LabError } from '../../shared/labError.ts'
import type { Handlers } from '../../shared/serve.ts'
import type { Context } from './context.ts'
import { modelArrivals } from './modelArrivals.ts'
import { checkModel } from './modelCheck.ts'
import { findFolder, inspect, listModels } from './models.ts'
import { modelTrash } from './modelTrash.ts'

type ModelHandlers = Pick<Handlers, Extract<keyof Handlers, `models.${string}`>>

/** A card longer than this is cut: nobody reads on, and it has to pass the wire. */
const longestCard = 100_000

export function modelService(context: Context): ModelHandlers {
  const { store, platform, emit } = context
  return {
    'models.list': () => listModels(context),
    'models.get': async ({ id }) => {
      const info = await inspect(context, findFolder(context, id))
      const config = JSON.parse(await readFile(join(info.folder, 'config.json'), 'utf8')) as Record<
        string,
        unknown
      >
      const card = await readFile(join(info.folder, 'README.md'), 'utf8').catch(() => '')
      return {
        info,
        config,
        card: card
          .replace(/^---\r?\n[\s\S]*?\n---\r?\n/, '')
          .trim()
          .slice(0, longestCard),
        files: await filesIn(info.folder),
      }
    },
    'models.rename': ({ id, name }) => {
      store.models.rename(findFolder(context, id), name)
      emit('models.changed', { id })
      return { ok: true }
    },
    'models.verify': ({ id }) => checkModel(context, findFolder(context, id)),
    'models.reveal': ({ id }) => {
      const { folder } = findFolder(context, id)
      if (!platform.reveal)
        throw new LabError('wire', `Only the desktop program can show folders. This one is ${folder}.`, {
          folder,
        })
      platform.reveal(folder)
      return { ok: true }
    },
    ...modelArrivals(context),
    ...modelTrash(context),
  }
}
