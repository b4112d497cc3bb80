// Safety copies of a training in progress: written whole or not at all, checked when read, the newest sound one used.
import { createHash, type Hash } from 'node:crypto'
import { open, readdir, rm, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { LabError } from '../../shared/labError.ts'
import { writeFileAtomic } from '../files/atomic.ts'
import type { Block, Region } from './blocks.ts'

/** What a continued training must know beside its weights; plain JSON. */
export interface TrainingState {
  readonly step: number
  readonly [key: string]: unknown
}

// magic, header length (uint32), header JSON, the kept regions of each block, sha256 of all before it
const magic = 'LATHEckpt1'
const kept: readonly Region[] = ['parameters', 'first', 'second']
const chunk = 1 << 24
const digestBytes = 32

interface Header {
  readonly state: TrainingState
  /** Floats of each block: a checkpoint only fits the layout it came from. */
  readonly blocks: readonly number[]
}

/** Writes `<folder>/step-<n>.checkpoint` and removes all but the two newest. */
export async function saveCheckpoint(
  folder: string,
  state: TrainingState,
  blocks: readonly Block[],
): Promise<void> {
  await writeFileAtomic(join(folder, fileName(state.step)), contents(state, blocks))
  for (const old of (await checkpoints(folder)).slice(2)) await rm(join(folder, old))
}

/**
 * Fills the blocks from the newest sound checkpoint in `folder`; null where there is none.
 * `onDamaged` hears of each torn one that was passed over.
 */
export async function loadCheckpoint(
  folder: string,
  blocks: readonly Block[],
  onDamaged: (sentence: string) => void,
): Promise<TrainingState | null> {
  for (const name of await checkpoints(folder)) {
    try {
      return await read(join(folder, name), blocks)
    } catch (thrown) {
      onDamaged(`${LabError.from(thrown).message} The one before it is used.`)
    }
  }
  return null
}

/** Whether there is anything to continue from. */
export async function hasCheckpoint(folder: string): Promise<boolean> {
  return (await checkpoints(folder)).length > 0
}

const fileName = (step: number): string => `step-${String(step).padStart(9, '0')}.checkpoint`

// Newest first.
async function checkpoints(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  return names
    .filter((n) => /^step-\d{9}\.checkpoint$/.test(n))
    .sort()
    .reverse()
}

function* contents(state: TrainingState, blocks: readonly Block[]): Generator<Uint8Array> {
  const hash = createHash('sha256')
  const header = Buffer.from(JSON.stringify({ state, blocks: blocks.map((b) => b.floats) } satisfies Header))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(header.length)
  for (const part of [
    Buffer.from(magic),
    length,
    header,
    ...blocks.flatMap((b) => kept.map((r) => bytes(b.region(r)))),
  ])
    for (let at = 0; at < part.length; at += chunk) {
      // A copy: neither hashing nor writing takes shared memory.
      const piece = Buffer.from(part.subarray(at, at + chunk))
      hash.update(piece)
      yield piece
    }
  yield hash.digest()
}

async function read(path: string, blocks: readonly Block[]): Promise<TrainingState> {
  const file = await open(path)
  try {
    const hash = createHash('sha256')
    const start = await take(file, hash, magic.length + 4, path)
    if (start.toString('latin1', 0, magic.length) !== magic) throw damaged(path)
    const headerBytes = start.readUInt32LE(magic.length)
    if (headerBytes > chunk) throw damaged(path)
    const header = JSON.parse((await take(file, hash, headerBytes, path)).toString()) as Header
    if (header.blocks.join() !== blocks.map((b) => b.floats).join())
      throw new LabError('checkpoint', `${path} belongs to a run with other trained weights.`, { path })
    // Checked to the end before a weight is touched.
    const regions = blocks.flatMap((b) => kept.map((r) => bytes(b.region(r))))
    for (const region of regions)
      for (let at = 0; at < region.length; at += chunk)
        await take(file, hash, Math.min(chunk, region.length - at), path)
    if (!hash.digest().equals(await take(file, createHash('sha256'), digestBytes, path))) throw damaged(path)
    let position = magic.length + 4 + headerBytes
    for (const region of regions)
      for (let at = 0; at < region.length; at += chunk) {
        const piece = Buffer.alloc(Math.min(chunk, region.length - at))
        await file.read(piece, 0, piece.length, position)
        region.set(piece, at)
        position += piece.length
      }
    return header.state
  } finally {
    await file.close()
  }
}

async function take(file: FileHandle, hash: Hash, length: number, path: string): Promise<Buffer> {
  const piece = Buffer.alloc(length)
  const { bytesRead } = await file.read(piece, 0, length)
  if (bytesRead !== length) throw damaged(path)
  hash.update(piece)
  return piece
}

const damaged = (path: string): LabError =>
  new LabError('checkpoint', `The checkpoint ${path} is damaged.`, { path })
const bytes = (floats: Float32Array): Uint8Array =>
  new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength)
