// Which files of a model Lathe fetches, and why some models cannot be used.
import type { ListFileEntry } from '@huggingface/hub'
import { LabError } from '../../shared/labError.ts'

/** A file on the Hub with what its content must hash to. The digest is its name among the cache's blobs, as in other tools. */
export interface HubFile {
  readonly name: string
  readonly bytes: number
  /** SHA-256 of a large file (LFS), Git's SHA-1 of a small one: 64 or 40 hex digits. */
  readonly digest: string
}

const small = [
  'config.json',
  'generation_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'vocab.txt',
  'vocab.json',
  'merges.txt',
  'README.md',
]
export const singleWeights = 'model.safetensors'
export const weightsIndex = 'model.safetensors.index.json'
const pickle = /\.(bin|pt|pth|ckpt)$/

/** What a repository's folder holds for Lathe. Weights and tokenizer are empty where there are none that it reads. */
export interface Contents {
  readonly files: readonly HubFile[]
  /** The index of weights in several files; its content names them. */
  readonly index: HubFile | null
  readonly pickles: readonly string[]
  readonly hasTokenizer: boolean
}

/** Sorts out a listing. Only the names that Lathe knows are taken, so no name can lead out of the folder. */
export function contentsOf(entries: readonly ListFileEntry[], shards: readonly string[] = []): Contents {
  const byName = new Map(entries.filter(({ type }) => type === 'file').map((entry) => [entry.path, entry]))
  const single = byName.has(singleWeights)
  const wanted = single ? [...small, singleWeights] : [...small, weightsIndex, ...shards]
  const files = wanted.flatMap((name) => {
    const entry = byName.get(name)
    return entry === undefined ? [] : [hubFile(entry)]
  })
  const missing = shards.find((name) => !byName.has(name))
  if (missing !== undefined)
    throw new LabError(
      'model',
      `${weightsIndex} names ${missing}, which the model does not have on the Hub. Choose another revision or model.`,
      { file: missing },
    )
  return {
    files,
    index: single ? null : (files.find(({ name }) => name === weightsIndex) ?? null),
    pickles: [...byName.keys()].filter((name) => pickle.test(name)),
    hasTokenizer: byName.has('tokenizer.json') || byName.has('vocab.txt'),
  }
}

function hubFile({ path, size, oid, lfs }: ListFileEntry): HubFile {
  const digest = lfs?.oid ?? oid ?? ''
  const bytes = lfs?.size ?? size
  if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(digest) || !Number.isSafeInteger(bytes) || bytes < 0)
    throw new LabError('network', `The Hub lists ${path} without a checksum or size. Try another mirror.`, {
      file: path,
    })
  return { name: path, bytes, digest }
}
