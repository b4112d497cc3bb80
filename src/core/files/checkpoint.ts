// Opens the weights of a model folder: one safetensors file or several with an index, behind one interface.
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { LabError } from '../../shared/labError.ts'
import { openSafetensors, type SafetensorsFile } from './safetensors.ts'
import { tensorError, type TensorEntry } from './safetensorsHeader.ts'

const single = 'model.safetensors'
const index = 'model.safetensors.index.json'

/**
 * The weights in `folder`, from model.safetensors or from the shards that model.safetensors.index.json names.
 * @throws LabError('model') when the folder has no weights that Lathe reads; LabError('file' | 'tensor') when they are damaged.
 */
export async function openCheckpoint(folder: string): Promise<SafetensorsFile> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new LabError(
      'model',
      `${folder} is not a folder that can be read. Choose a model folder.`,
      { folder },
      cause,
    )
  })
  if (names.includes(single)) return openSafetensors(join(folder, single))
  if (names.includes(index)) return openShards(folder)
  throw noWeights(folder, names)
}

async function openShards(folder: string): Promise<SafetensorsFile> {
  const path = join(folder, index)
  const shardOf = parseShardIndex(await readFile(path, 'utf8'), path)
  const shards = new Map<string, SafetensorsFile>()
  const close = async (): Promise<void> => {
    for (const shard of shards.values()) await shard.close()
  }
  try {
    for (const name of new Set(shardOf.values())) shards.set(name, await openSafetensors(join(folder, name)))
    const tensors = new Map<string, TensorEntry>()
    for (const [tensor, file] of shardOf) {
      const entry = shards.get(file)?.tensors.get(tensor)
      if (entry === undefined) throw tensorError(path, tensor, `should be in ${file} but is not there`)
      tensors.set(tensor, entry)
    }
    return {
      path: folder,
      tensors,
      metadata: shards.values().next().value?.metadata ?? {},
      readInto: async (name, target) => {
        const shard = shards.get(shardOf.get(name) ?? '')
        if (shard === undefined) throw tensorError(path, name, 'does not exist')
        await shard.readInto(name, target)
      },
      close,
    }
  } catch (thrown) {
    await close()
    throw thrown
  }
}

/**
 * The map from tensor to file name in the text of an index; `path` is for the error.
 * @throws LabError('file') where it is none, or holds a name that would lead out of the folder.
 */
export function parseShardIndex(text: string, path: string): ReadonlyMap<string, string> {
  let map: unknown
  try {
    map = (JSON.parse(text) as { weight_map?: unknown } | null)?.weight_map
  } catch {
    map = undefined
  }
  const entries = typeof map === 'object' && map !== null ? Object.entries(map) : []
  if (entries.length === 0 || !entries.every(([, file]) => isShardName(file)))
    throw new LabError(
      'file',
      `${path} holds no weight map from tensors to .safetensors files. Fetch it again.`,
      {
        file: path,
      },
    )
  return new Map(entries)
}

function isShardName(file: unknown): boolean {
  return (
    typeof file === 'string' &&
    file === basename(file) &&
    !file.includes('\\') &&
    file.endsWith('.safetensors')
  )
}

function noWeights(folder: string, names: readonly string[]): LabError {
  const pickle = names.find((name) => /\.(bin|pt|pth|ckpt)$/.test(name))
  if (pickle !== undefined)
    return new LabError(
      'model',
      `${folder} has its weights only as ${pickle}, a pickle file, and opening a pickle can run any program hidden in it. ` +
        'Take a version of the model that has model.safetensors, or convert it where you trust it: in Python, ' +
        'AutoModel.from_pretrained(folder).save_pretrained(folder, safe_serialization=True).',
      { folder, file: pickle },
    )
  return new LabError(
    'model',
    `${folder} has no ${single}. Choose a folder with a model in safetensors form.`,
    { folder },
  )
}
