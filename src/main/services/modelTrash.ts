// Deleting models so that it can be undone: files of the home move to its trash; those that Lathe fetched into the
// Hugging Face cache stay where they are until the trash is emptied; others are only forgotten.
import { existsSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { filesIn } from '../../core/files/folder.ts'
import { inspectModel } from '../../core/models/inspect.ts'
import { LabError } from '../../shared/labError.ts'
import type { Handlers } from '../../shared/serve.ts'
import { removeSnapshot } from '../hub/cache.ts'
import type { StoredModel } from '../store/models.ts'
import type { Context } from './context.ts'
import { deletionOf, findFolder } from './models.ts'

type TrashHandlers = Pick<Handlers, 'models.delete' | 'models.restore' | 'models.trash' | 'models.emptyTrash'>

export function modelTrash(context: Context): TrashHandlers {
  const { home, store, emit } = context
  return {
    'models.delete': ({ id }) => {
      const source = findFolder(context, id)
      const noted = store.models.list().find(({ folder }) => folder === source.folder)
      const deletion = deletionOf(context, source, noted)
      if (deletion === 'never')
        throw new LabError('model', 'The starter comes with Lathe and cannot be deleted.', { id })
      const user = store.runs
        .inState('queued', 'running', 'stopping')
        .find(({ modelFolder }) => modelFolder === source.folder)
      if (user)
        throw new LabError('run', `Run ${user.number} is using this model. Stop it, then delete the model.`, {
          id,
          run: user.id,
        })
      if (deletion === 'trash' && source.source !== 'hub') {
        if (existsSync(join(home.trash, id)))
          throw new LabError('model', `The trash has a model called "${id}" already. Empty it first.`, { id })
        renameSync(source.folder, join(home.trash, id))
      }
      store.models.setDeleted(source, new Date().toISOString())
      emit('models.changed', { id })
      return { ok: true }
    },
    'models.restore': ({ id }) => {
      const model = deletedModels(context).find((one) => one.id === id)
      if (!model) throw new LabError('notFound', `There is no deleted model "${id}".`, { id })
      if (inTrash(context, model) && isMoved(context, model)) {
        if (existsSync(model.folder))
          throw new LabError('model', `${model.folder} is taken by another model. Delete that one first.`, {
            id,
          })
        renameSync(join(home.trash, id), model.folder)
      }
      store.models.setDeleted(model, null)
      emit('models.changed', { id })
      return { ok: true }
    },
    'models.trash': () =>
      Promise.all(
        deletedModels(context)
          .filter((model) => inTrash(context, model))
          .map(async (model) => {
            const { id, title, deleted } = model
            const folder = isMoved(context, model) ? join(home.trash, id) : model.folder
            const facts = await inspectModel(folder).catch(() => null)
            const bytes = facts?.bytes ?? (await filesIn(folder)).reduce((sum, file) => sum + file.bytes, 0)
            return { id, title: title ?? facts?.title ?? id, bytes, deleted }
          }),
      ),
    'models.emptyTrash': () => {
      emptyTrash(context)
      emit('models.changed', { id: '' })
      return { ok: true }
    },
  }
}

/** Erases for good what was deleted before `when`; all of it without a time. Folders of others stay forgotten. */
export function emptyTrash(context: Context, when = '9999'): void {
  for (const model of deletedModels(context)) {
    if (model.deleted >= when) continue
    if (isMoved(context, model)) rmSync(join(context.home.trash, model.id), { recursive: true, force: true })
    else if (model.fetched !== null) removeSnapshot(model.folder)
    else continue
    context.store.models.remove(model.id)
  }
}

type Deleted = StoredModel & { readonly deleted: string }

function deletedModels({ store }: Pick<Context, 'store'>): Deleted[] {
  return store.models.list().filter((model): model is Deleted => model.deleted !== null)
}

function inTrash(context: Context, model: StoredModel): boolean {
  return isMoved(context, model)
    ? existsSync(join(context.home.trash, model.id))
    : model.fetched !== null && existsSync(model.folder)
}

/** Whether deleting it moves its files to the trash of the home. */
function isMoved({ home }: Pick<Context, 'home'>, { folder }: StoredModel): boolean {
  return dirname(folder) === home.models
}
