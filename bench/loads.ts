// What opening a large model costs: a generated BERT-base of 110 million parameters, in one file and in 7 shards.
import { execFile } from 'node:child_process'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { LoadCost } from '../src/testing/loadModel.ts'
import { writeTinyBert } from '../src/testing/tinyBert.ts'
import { tinyVocabulary } from '../src/testing/tinyVocabulary.ts'
import { median } from './statistics.ts'

export interface LoadResult extends LoadCost {
  readonly shards: number
  readonly tuning: 'lora' | 'full'
  readonly diskBytes: number
  /** Memory while loading over bytes on disk: at most 1.3. */
  readonly memoryRatio: number
}

const root = join(import.meta.dirname, '..')
const run = promisify(execFile)

/** Medians of `rounds`, each in a process of its own; the files lie in `folder` and in the system's file cache. */
export async function benchLoads(folder: string, rounds: number): Promise<LoadResult[]> {
  const results: LoadResult[] = []
  for (const shards of [1, 7]) {
    const model = join(folder, `${shards}-shards`)
    const diskBytes = await writeBertBase(model, shards)
    for (const tuning of ['lora', 'full'] as const) {
      const costs: LoadCost[] = []
      for (let round = 0; round < rounds; round++) {
        const script = ['src/testing/loadModel.ts', model, tuning]
        costs.push(JSON.parse((await run(process.execPath, script, { cwd: root })).stdout) as LoadCost)
      }
      const [seconds, bytes] = [median(costs.map((c) => c.seconds)), median(costs.map((c) => c.bytes))]
      results.push({ shards, tuning, diskBytes, seconds, bytes, memoryRatio: bytes / diskBytes })
    }
  }
  return results
}

/** Random weights with BERT-base's sizes; returns the bytes of its weights on disk. */
export async function writeBertBase(folder: string, shards: number): Promise<number> {
  const vocabulary = Array.from({ length: 30_522 }, (_, i) => tinyVocabulary[i] ?? `word${i}`)
  const sizes = { layers: 12, hidden: 768, heads: 12, intermediate: 3072, maxPositions: 512 }
  await writeTinyBert(folder, { vocabulary, ...sizes, spread: 0.02, shards })
  const files = (await readdir(folder)).filter((name) => name.endsWith('.safetensors'))
  const bytes = await Promise.all(files.map(async (name) => (await stat(join(folder, name))).size))
  return bytes.reduce((sum, size) => sum + size, 0)
}
