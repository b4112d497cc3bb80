// Which files make a model's folder. Whatever else lies there, other weights above all, is left where it is.

/** The tokenizer's. */
export const tokenizerFiles: readonly string[] = [
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'vocab.txt',
  'vocab.json',
  'merges.txt',
  'spiece.model',
  'sentencepiece.bpe.model',
]

const others: readonly string[] = [
  'config.json',
  'generation_config.json',
  'model.safetensors',
  'model.safetensors.index.json',
  // What an export of Lathe says of itself
  'lathe.json',
  'README.md',
  'LICENSE',
  'LICENSE.txt',
]

const adapterFiles: readonly string[] = [
  'adapter_config.json',
  // PEFT's
  'adapter_model.safetensors',
  // AdapterHub's
  'adapter.safetensors',
  'head_config.json',
  'model_head.safetensors',
  'lathe.json',
]

/** Whether a file of this name is one that an adapter is read from. */
export const isAdapterFile = (name: string): boolean => adapterFiles.includes(name)

/** Whether a file of this name, without a folder, belongs to a model. */
export function isModelFile(name: string): boolean {
  return tokenizerFiles.includes(name) || others.includes(name) || isShard(name)
}

/** Whether it holds weights that Lathe reads. */
export function isWeightFile(name: string): boolean {
  return name === 'model.safetensors' || isShard(name)
}

const isShard = (name: string): boolean => /^model-\d{5}-of-\d{5}\.safetensors$/.test(name)
