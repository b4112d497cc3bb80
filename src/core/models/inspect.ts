// What a model folder holds.
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { ModelInfo } from '../../shared/contract.ts'

export async function inspectModel(folder: string): Promise<Omit<ModelInfo, 'id' | 'source'>> {
  const config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as Record<string, number>
  return {
    title: basename(folder),
    family: String(config['model_type']),
    layers: config['num_hidden_layers'] ?? 0,
    hidden: config['hidden_size'] ?? 0,
    heads: config['num_attention_heads'] ?? 0,
    vocabulary: config['vocab_size'] ?? 0,
    parameters: 0,
    bytes: 0,
    maxLength: config['max_position_embeddings'] ?? 0,
    licence: '',
    folder,
  }
}
