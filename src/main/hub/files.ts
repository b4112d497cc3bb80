// Which files of a model Lathe fetches, and why some models cannot be used.
import type { ListFileEntry } from '@huggingface/hub'
import { LabError } from '../../shared/labError.ts'
import { isModelFile, isWeightFile } from '../../shared/modelFiles.ts'

/** A file on the Hub with what its content must hash to. The digest is its name among the cache's blobs, as in other tools. */
export interface HubFile {
  readonly name: string
  readonly bytes: number
  /** SHA-256 of a large file (LFS), Git's SHA-1 of a small one: 64 or 40 hex digits. */
  readonly digest: string
}

const singleWeights = 'model.safetensors'
const weightsIndex = 'model.safetensors.index.json'
const pickle = /\.(bin|pt|pth|ckpt)$/

/** What a repository's folder holds for Lathe. Weights and tokenizer are empty where there are none that it reads. */
export interface Contents {
  readonly files: readonly HubFile[]
  /** The index of weights in several files; its content names them. */
  readonly index: HubFile | null
  readonly pickles: readonly string[]
  readonly hasTokenizer: boolean
}

/**
 * Sorts out a listing; `shards` are the files that the index names, once it is known. Only names without a folder are
 * taken, so none can lead elsewhere. Throws LabError `model` where a shard is not listed.
 */
export function contentsOf(entries: readonly ListFileEntry[], shards: readonly string[] = []): Contents {
  const byName = new Map(entries.filter(({ type }) => type === 'file').map((entry) => [entry.path, entry]))
  const missing = shards.find((name) => !byName.has(name))
  if (missing !== undefined)
    throw new LabError(
      'model',
      `${weightsIndex} names ${missing}, which the model does not have on the Hub. Choose another revision or model.`,
      { file: missing },
    )
  const weights = byName.has(singleWeights) ? [singleWeights] : [weightsIndex, ...shards]
  const wanted = (name: string): boolean =>
    weights.includes(name) || (isModelFile(name) && !isWeightFile(name) && name !== weightsIndex)
  const files = [...byName.values()].filter(({ path }) => wanted(path)).map(hubFile)
  return {
    // The small ones first: what is wrong with them is known before the large ones are here.
    files: files.toSorted((a, b) => a.bytes - b.bytes),
    index: files.find(({ name }) => name === weightsIndex) ?? null,
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
