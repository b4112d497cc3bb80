// What a model folder holds, without loading a weight.
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { ModelInfo } from '../../shared/contract.ts'
import { openCheckpoint } from '../files/checkpoint.ts'
import { elementCount } from '../files/safetensorsHeader.ts'
import { openModel } from './open.ts'

/** Sizes, licence and name of the model in `folder`. Throws `model`, `file` or `tensor` where it cannot be used. */
export async function inspectModel(folder: string): Promise<Omit<ModelInfo, 'id' | 'source'>> {
  const { family, facts } = await openModel(folder)
  const checkpoint = await openCheckpoint(folder)
  await checkpoint.close()
  const tensors = [...checkpoint.tensors.values()]
  const card = await readFile(join(folder, 'README.md'), 'utf8').catch(() => '')
  return {
    title: /^# (.+)$/m.exec(card)?.[1]?.trim() ?? basename(folder),
    family,
    layers: facts.layers,
    hidden: facts.hidden,
    heads: facts.heads,
    vocabulary: facts.vocabulary,
    parameters: tensors.reduce((sum, t) => sum + elementCount(t.shape), 0),
    bytes: tensors.reduce((sum, t) => sum + t.end - t.start, 0),
    maxLength: facts.maxLength,
    licence: /^license: *(\S+)/m.exec(card)?.[1] ?? 'unknown',
    folder,
  }
}
