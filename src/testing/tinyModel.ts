// Writes a whole model folder of any family: the golden model's config, with a tokenizer of its kind and random weights to fit.
import { copyFile, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeJsonAtomic } from '../core/files/atomic.ts'
import { parseExact } from '../core/files/exactJson.ts'
import { writeSafetensors } from '../core/files/safetensorsWriter.ts'
import { openModel } from '../core/models/open.ts'
import { loadTokenizer } from '../core/tokens/tokenizer.ts'
import { context, still } from '../core/training/graphs.ts'
import { freshWeights } from '../core/training/weights.ts'
import { goldenFolder } from './golden.ts'

/** The golden tokenizer that a family's models come with, and its class in transformers. */
const tokenizers = {
  bert: ['bert', 'BertTokenizer'],
  roberta: ['roberta', 'RobertaTokenizer'],
  'xlm-roberta': ['xlmRoberta', 'XLMRobertaTokenizer'],
  camembert: ['xlmRoberta', 'CamembertTokenizer'],
  distilbert: ['bert', 'DistilBertTokenizer'],
  albert: ['albert', 'AlbertTokenizer'],
  electra: ['bert', 'ElectraTokenizer'],
  gpt2: ['gpt2', 'GPT2Tokenizer'],
  llama: ['llama2', 'LlamaTokenizer'],
  qwen2: ['qwen', 'Qwen2Tokenizer'],
  'deberta-v2': ['deberta', 'DebertaV2Tokenizer'],
  modernbert: ['modernbert', 'PreTrainedTokenizerFast'],
} as const
export type TinyFamily = keyof typeof tokenizers
export const tinyFamilies = Object.keys(tokenizers) as TinyFamily[]

const maxPositions = 64

/** A pre-trained model as the Hub would serve it: a language model, without what only a classifier has. Equal every time. */
export async function writeTinyModel(folder: string, family: TinyFamily): Promise<void> {
  await mkdir(folder, { recursive: true })
  const [kind, tokenizerClass] = tokenizers[family]
  const tokenizerFolder = goldenFolder(join('tokenizers', kind))
  await copyFile(join(tokenizerFolder, 'tokenizer.json'), join(folder, 'tokenizer.json'))
  await writeJsonAtomic(join(folder, 'tokenizer_config.json'), {
    ...(await readJson(join(tokenizerFolder, 'tokenizer_config.json'))),
    tokenizer_class: tokenizerClass,
  })
  const { vocabularySize, special } = await loadTokenizer(folder)
  await writeJsonAtomic(join(folder, 'config.json'), {
    ...(await readJson(join(goldenFolder(family), 'config.json'))),
    vocab_size: vocabularySize,
    max_position_embeddings: maxPositions,
    n_positions: maxPositions,
    pad_token_id: special.pad,
    // More than the usual 0.02, at which so narrow a model hardly mixes its tokens.
    initializer_range: 0.1,
  })
  const model = await openModel(folder)
  const c = context(model, { hooks: {}, trains: () => false }, false)
  model.languageModel.logits(c, model.encode(c, still).at(-1)!)
  const { tensors } = freshWeights(c.g.parameters.values(), [], 7)
  await writeSafetensors(
    join(folder, 'model.safetensors'),
    Object.entries(tensors).map(([name, { dims, data }]) => ({
      name,
      shape: dims,
      data: data as Float32Array,
    })),
  )
}

const readJson = async (path: string): Promise<object> => parseExact(await readFile(path, 'utf8')) as object
