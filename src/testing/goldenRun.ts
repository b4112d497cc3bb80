// A run on one of the golden models: its base with a tokenizer, and what it says of the golden batch.
import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { writeTokenizerFiles } from '../core/recipes/pretrain/tokenizerFiles.ts'
import { Session } from '../core/runtime/session.ts'
import { pack } from '../core/tokens/pack.ts'
import { loadBest } from '../core/training/bestWeights.ts'
import { batchFeeds } from '../core/training/feeds.ts'
import { context, still } from '../core/training/graphs.ts'
import { openMethod, readRunFile } from '../core/training/method.ts'
import { goldenFolder, readGolden } from './golden.ts'
import { tinyVocabulary } from './tinyVocabulary.ts'

/** The fewest tokens that a golden model has. */
const smallest = 60

/** The golden model of a family, copied below `folder`, with a tokenizer of letters; its batch is token ids. */
export async function goldenBase(folder: string, family: string): Promise<string> {
  const to = join(folder, family)
  await mkdir(to, { recursive: true })
  for (const name of ['config.json', 'model.safetensors'])
    await copyFile(join(goldenFolder(family), name), join(to, name))
  await writeTokenizerFiles(to, tinyVocabulary.slice(0, smallest))
  return to
}

/** Logits of the run's best weights for the golden batch, of every row or every token. */
export async function goldenLogits(
  runFolder: string,
  modelFolder: string,
  family: string,
): Promise<Float32Array> {
  const method = await openMethod(modelFolder, await readRunFile(runFolder))
  const { model, tuning, task } = method
  const c = context(model, tuning, false)
  const graph = task.kind === 'rows' ? method.evaluationGraph() : c.g
  if (task.kind === 'tokens')
    c.g.output('logits', model.languageModel.logits(c, model.encode(c, still).at(-1)!))
  const { tensors } = await method.load(graph.parameters.values(), [])
  await loadBest(runFolder, tensors)
  const { batch } = await readGolden(family)
  const rows = batch.ids.map((ids, i) => ({ ids, types: batch.tokenTypes[i]! }))
  const session = await Session.create(graph, { device: 'cpu', threads: 1 })
  const result = await session.run({ ...tensors, ...batchFeeds(pack(rows)) }, { logits: null })
  await session.release()
  return result.logits!.data as Float32Array
}
