// Reads everything in a model's folder and says what is damaged: shapes, numbers that are none, files that have changed.
import { readdir, realpath } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { LabError } from '../../shared/labError.ts'
import { isModelFile } from '../../shared/modelFiles.ts'
import { openCheckpoint } from '../files/checkpoint.ts'
import { sha256OfFile } from '../files/checksum.ts'
import type { SafetensorsFile } from '../files/safetensors.ts'
import { elementCount, type TensorEntry } from '../files/safetensorsHeader.ts'
import { readingGraph, writingGraph } from '../inference/encoderDecoderGraphs.ts'
import { openAny } from '../models/open.ts'
import { shapeText } from '../graph/value.ts'
import { encoderParameters } from '../training/graphs.ts'
import { storedName } from '../training/weights.ts'

export type Checksums = Readonly<Record<string, string>>

export interface Verified {
  readonly tensors: number
  /** Sentences; none where all is well. */
  readonly problems: readonly string[]
  /** SHA-256 of each file of the model as it is now. */
  readonly checksums: Checksums
}

/**
 * Checks the model in `folder` against its config.json, against `recorded`, the checksums of its files when it was first
 * seen, and, in a Hugging Face cache, against the checksums by which the Hub names large files.
 * Throws only what has nothing to do with the model.
 */
export async function verifyModel(folder: string, recorded: Checksums): Promise<Verified> {
  const checksums = await checksumsOf(folder)
  const problems = await changedFiles(folder, checksums, recorded)
  let tensors = 0
  try {
    const model = await openAny(folder)
    const checkpoint = await openCheckpoint(folder)
    try {
      tensors = checkpoint.tensors.size
      const parameters =
        'decode' in model
          ? [readingGraph(model), writingGraph(model)].flatMap((g) => [...g.parameters])
          : encoderParameters(model)
      for (const [name, { shape }] of new Map(parameters)) {
        const stored = storedName(checkpoint, model.aliases(name))
        const found = stored === undefined ? undefined : checkpoint.tensors.get(stored)!.shape
        if (found === undefined) problems.push(`The weight ${name} is missing.`)
        else if (found.join() !== shape.join())
          problems.push(
            `The weight ${stored} has the shape ${shapeText(found)}; config.json asks for ${shapeText(shape)}.`,
          )
      }
      problems.push(...(await badNumbers(checkpoint)))
    } finally {
      await checkpoint.close()
    }
  } catch (thrown) {
    if (!(thrown instanceof LabError)) throw thrown
    problems.push(thrown.message)
  }
  return { tensors, problems, checksums }
}

async function checksumsOf(folder: string): Promise<Checksums> {
  const names = (await readdir(folder).catch(() => [])).filter(isModelFile).sort()
  const checksums: [string, string][] = []
  for (const name of names) checksums.push([name, await sha256OfFile(join(folder, name))])
  return Object.fromEntries(checksums)
}

async function changedFiles(folder: string, now: Checksums, recorded: Checksums): Promise<string[]> {
  const problems = Object.keys(recorded)
    .filter((name) => now[name] === undefined)
    .map((name) => `${name} is not there any more.`)
  for (const [name, checksum] of Object.entries(now)) {
    // A file of the cache is a link to a blob, and the blob of a large file is named by its SHA-256.
    const blob = basename(await realpath(join(folder, name)))
    if (/^[0-9a-f]{64}$/.test(blob) && blob !== checksum)
      problems.push(`${name} is not what the Hub sent: its checksum is another. Download the model again.`)
    else if (recorded[name] !== undefined && recorded[name] !== checksum)
      problems.push(`${name} has changed since the model was added: its checksum is another.`)
  }
  return problems
}

const floats: readonly TensorEntry['dtype'][] = ['F64', 'F32', 'F16', 'BF16']

/** Tensors in which a value is NaN or infinite, with how many. */
async function badNumbers(checkpoint: SafetensorsFile): Promise<string[]> {
  const problems: string[] = []
  for (const { name, dtype, shape } of checkpoint.tensors.values()) {
    if (!floats.includes(dtype)) continue
    const values = new Float32Array(elementCount(shape))
    await checkpoint.readInto(name, values)
    let bad = 0
    for (const value of values) if (!Number.isFinite(value)) bad++
    if (bad > 0)
      problems.push(
        `The weight ${name} has ${bad} of ${values.length} values that are infinite or no number.`,
      )
  }
  return problems
}
