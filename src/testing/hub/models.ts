// Small real models for the made-up Hub.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeTinyBert } from '../tinyBert.ts'
import { temporaryFolder } from '../host/samples.ts'
import type { Files } from './repos.ts'

/** The files of a tiny BERT that can be trained. */
export async function tinyBertFiles(): Promise<Record<string, Buffer>> {
  const folder = join(temporaryFolder(), 'model')
  await writeTinyBert(folder)
  return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]))
}

/** The same model with its weights in `count` files and an index. */
export function sharded(files: Files, count: number): Files {
  const { 'model.safetensors': weights, ...others } = files
  const bytes = Buffer.from(weights!)
  const length = Number(bytes.readBigUInt64LE(0))
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + length)) as Record<string, Entry>
  const tensors = Object.entries(header).filter(([name]) => name !== '__metadata__')
  const shards: Record<string, Buffer> = {}
  const map: Record<string, string> = {}
  for (let i = 0; i < count; i++) {
    const name = `model-${String(i + 1).padStart(5, '0')}-of-${String(count).padStart(5, '0')}.safetensors`
    const mine = tensors.filter((_, place) => place % count === i)
    const pieces = mine.map(
      ([
        ,
        {
          data_offsets: [from, to],
        },
      ]) => bytes.subarray(8 + length + from, 8 + length + to),
    )
    let at = 0
    const entries = mine.map(([tensor, entry], place) => {
      const end = at + pieces[place]!.length
      const moved = { ...entry, data_offsets: [at, end] }
      at = end
      map[tensor] = name
      return [tensor, moved]
    })
    const text = Buffer.from(JSON.stringify(Object.fromEntries(entries)))
    const prefix = Buffer.alloc(8)
    prefix.writeBigUInt64LE(BigInt(text.length))
    shards[name] = Buffer.concat([prefix, text, ...pieces])
  }
  return { ...others, ...shards, 'model.safetensors.index.json': JSON.stringify({ weight_map: map }) }
}

interface Entry {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly data_offsets: readonly [number, number]
}
