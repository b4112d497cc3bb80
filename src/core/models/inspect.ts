// What a model folder holds, without loading a weight.
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { openCheckpoint } from '../files/checkpoint.ts'
import { filesIn } from '../files/folder.ts'
import { elementCount } from '../files/safetensorsHeader.ts'
import type { LanguageModel } from './family.ts'
import { openAny } from './open.ts'

/** Facts of one model folder. */
export interface Inspected {
  readonly title: string
  readonly family: string
  readonly layers: number
  readonly hidden: number
  readonly heads: number
  readonly vocabulary: number
  readonly languageModel: LanguageModel['kind'] | 'spans'
  readonly parameters: number
  /** Of all files in the folder. */
  readonly bytes: number
  readonly maxLength: number
  /** "unknown" where the card does not tell. */
  readonly licence: string
}

/** Sizes, licence and name of the model in `folder`. Throws `model`, `file` or `tensor` where it cannot be used. */
export async function inspectModel(folder: string): Promise<Inspected> {
  const model = await openAny(folder)
  const { family, facts } = model
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
    languageModel: 'decode' in model ? 'spans' : model.languageModel.kind,
    parameters: tensors.reduce((sum, t) => sum + elementCount(t.shape), 0),
    bytes: (await filesIn(folder)).reduce((sum, file) => sum + file.bytes, 0),
    maxLength: facts.maxLength,
    licence: /^license: *(\S+)/m.exec(card)?.[1] ?? 'unknown',
  }
}
