// Safety copies of a training in progress: written whole or not at all, checked when read, the newest sound one used.
import { createHash } from 'node:crypto'
import { mkdir, open, readdir, rm, type FileHandle } from 'node:fs/promises'
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
 * Fills the blocks from the newest sound checkpoint in `folder`; null where there is none. A damaged one is removed,
 * so that it never counts as the newest again, and told to `onDamaged`.
 * Throws `checkpoint` when a sound one belongs to other trained weights.
 */
export async function loadCheckpoint(
  folder: string,
  blocks: readonly Block[],
  onDamaged: (sentence: string) => void,
): Promise<TrainingState | null> {
  const names = await checkpoints(folder)
  for (const [i, name] of names.entries()) {
    const state = await read(join(folder, name), blocks)
    if (state) return state
    const instead =
      i + 1 < names.length
        ? 'The one before it is used.'
        : 'There is no other, so the training starts from the beginning.'
    onDamaged(`The checkpoint ${join(folder, name)} is damaged. ${instead}`)
    await rm(join(folder, name))
  }
  return null
}

/** Makes `folder`; removes what a killed process left half-written there and, for a training from the start, all checkpoints. */
export async function openCheckpointFolder(folder: string, resume: boolean): Promise<void> {
  await mkdir(folder, { recursive: true })
  const kept = resume ? await checkpoints(folder) : []
  for (const name of await readdir(folder)) if (!kept.includes(name)) await rm(join(folder, name))
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

// null where the file is damaged: checked to its end before a weight is touched.
async function read(path: string, blocks: readonly Block[]): Promise<TrainingState | null> {
  const file = await open(path)
  try {
    if (!(await isSound(file))) return null
    const start = await take(file, 0, magic.length + 4)
    const headerBytes = start.readUInt32LE(magic.length)
    const header = JSON.parse((await take(file, start.length, headerBytes)).toString()) as Header
    if (header.blocks.join() !== blocks.map((b) => b.floats).join())
      throw new LabError(
        'checkpoint',
        `${path} belongs to a run with other trained weights, so this run cannot continue from it. Start the run anew.`,
        { path },
      )
    let position = start.length + headerBytes
    for (const region of blocks.flatMap((b) => kept.map((r) => bytes(b.region(r)))))
      for (let at = 0; at < region.length; at += chunk) {
        const piece = await take(file, position, Math.min(chunk, region.length - at))
        region.set(piece, at)
        position += piece.length
      }
    return header.state
  } finally {
    await file.close()
  }
}

async function isSound(file: FileHandle): Promise<boolean> {
  const end = (await file.stat()).size - digestBytes
  if (end < magic.length + 4) return false
  const hash = createHash('sha256')
  for (let at = 0; at < end; at += chunk) hash.update(await take(file, at, Math.min(chunk, end - at)))
  const start = (await take(file, 0, magic.length)).toString('latin1')
  return start === magic && hash.digest().equals(await take(file, end, digestBytes))
}

async function take(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
  return buffer.subarray(0, bytesRead)
}

const bytes = (floats: Float32Array): Uint8Array =>
  new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength)
