// The files in which AdapterHub's `adapters` stores an adapter and its head (utils.py).

export const adapterHubFiles = {
  config: 'adapter_config.json',
  weights: 'adapter.safetensors',
  headConfig: 'head_config.json',
  headWeights: 'model_head.safetensors',
} as const

/** What it writes in place of the weights unless it is told otherwise: pickle files, which can run any program. */
export const pickles = {
  [adapterHubFiles.weights]: 'pytorch_adapter.bin',
  [adapterHubFiles.headWeights]: 'pytorch_model_head.bin',
} as const
