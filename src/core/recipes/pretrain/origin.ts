// A model that was pre-trained before, from which a deeper one grows: its vocabulary, its sizes and its layers, repeated.
import { readFile } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import { join } from 'node:path'
import { LabError } from '../../../shared/labError.ts'
import { openCheckpoint } from '../../files/checkpoint.ts'
import { bert, bertConfig } from '../../models/bert.ts'
import { openModel } from '../../models/open.ts'
import { bertTokenizer } from '../../tokens/bertTokenizer.ts'
import { loadWeights, type Weights } from '../../training/weights.ts'
import { lookingGraph } from './graphs.ts'
import type { PretrainOptions } from './options.ts'
import { pretrainedConfig } from './pretrainedConfig.ts'

export interface Origin {
  /** Tokens by id. */
  readonly vocabulary: readonly string[]
  /** What a model that grows from this one cannot choose. */
  readonly sizes: Pick<PretrainOptions, 'vocabularySize' | 'hidden' | 'heads' | 'maxPositions'>
  readonly weights: Weights
}

/**
 * Opens a model that `lathe pretrain` has made.
 * @throws LabError('option') naming `from` where the model has another shape or another tokenizer than such models have.
 */
export async function openOrigin(folder: string): Promise<Origin> {
  const { facts } = await openModel(folder)
  const config = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')) as object
  const parsed = bertConfig.safeParse(config)
  const vocabulary = await vocabularyOf(folder)
  if (!parsed.success || vocabulary === null) throw foreign(folder)
  const sizes = {
    vocabularySize: vocabulary.length,
    hidden: facts.hidden,
    heads: parsed.data.num_attention_heads,
    maxPositions: parsed.data.max_position_embeddings,
  }
  const own = bertConfig.parse(pretrainedConfig({ ...sizes, layers: facts.layers }, vocabulary.length))
  if (!isDeepStrictEqual(own, parsed.data)) throw foreign(folder)
  const model = bert(own)
  const checkpoint = await openCheckpoint(folder)
  try {
    const parameters = lookingGraph(model, null).parameters.values()
    return { vocabulary, sizes, weights: await loadWeights(parameters, [], checkpoint, model.aliases, 0) }
  } finally {
    await checkpoint.close()
  }
}

/** The weights of a model in those of one of its width; a deeper one repeats the layers (Gong et al. 2019, section 3.2). */
export function grow(from: Weights, to: Weights): void {
  const layerOf = /encoder\.layer\.(\d+)\./
  const layers =
    1 + Math.max(...Object.keys(from.tensors).map((name) => Number(layerOf.exec(name)?.[1] ?? 0)))
  for (const [name, target] of Object.entries(to.tensors)) {
    const source =
      from.tensors[name.replace(layerOf, (_, layer) => `encoder.layer.${Number(layer) % layers}.`)]
    if (source) (target.data as Float32Array).set(source.data as Float32Array)
  }
}

/** The tokens by id, where the folder's tokenizer is one that Lathe has made of them. */
async function vocabularyOf(folder: string): Promise<string[] | null> {
  try {
    const tokens = (await readFile(join(folder, 'vocab.txt'), 'utf8')).trimEnd().split('\n')
    const tokenizer: unknown = JSON.parse(await readFile(join(folder, 'tokenizer.json'), 'utf8'))
    return isDeepStrictEqual(tokenizer, JSON.parse(JSON.stringify(bertTokenizer(tokens, true))))
      ? tokens
      : null
  } catch {
    return null
  }
}

const foreign = (folder: string): LabError =>
  new LabError(
    'option',
    `${folder} is no model that can grow. Choose one that lathe pretrain has made, such as the starter.`,
    { option: 'from' },
  )
