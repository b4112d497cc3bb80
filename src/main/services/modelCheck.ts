// Reads a whole model in a process of its own and notes what is damaged.
import type { ModelCheck } from '../../shared/models.ts'
import { askWorker } from './askWorker.ts'
import type { Context } from './context.ts'
import type { Source } from './models.ts'

/** Checks the model and keeps the outcome. The first check notes the checksums that later ones compare with. */
export async function checkModel(
  { store, platform, emit }: Context,
  { id, folder }: Source,
): Promise<ModelCheck> {
  const recorded = store.models.list().find((model) => model.folder === folder)?.checked?.checksums ?? {}
  const job = { kind: 'verify', modelFolder: folder, recorded } as const
  const { tensors, problems, checksums } = await askWorker(platform, job, 'verified')
  const check: ModelCheck = { at: new Date().toISOString(), tensors, problems: [...problems] }
  store.models.setCheck({ id, folder }, { ...check, checksums: { ...checksums, ...recorded } })
  emit('models.changed', { id })
  return check
}
