// Writes one split: a line of JSON per example, and beside it an index that finds any row without reading the others.
import { open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { Example } from '../../shared/dataset.ts'
import type { SplitName } from '../../shared/run.ts'
import { writeFileAtomic } from '../files/atomic.ts'
import { throwDiskError } from '../files/diskError.ts'

/** Where a split's examples lie. */
export const examplesPath = (folder: string, split: SplitName): string => join(folder, `${split}.jsonl`)

/** Where a split's index lies: for each row two little-endian float64, its byte offset in the JSONL and its target. */
export const indexPath = (folder: string, split: SplitName): string => join(folder, `${split}.index`)

const flushAt = 1 << 20

/** Takes examples one by one, writes them in pieces of about a megabyte, and then the index. */
export class SplitWriter {
  readonly #folder: string
  readonly #split: SplitName
  readonly #file: FileHandle
  readonly #onBytes: (bytes: Uint8Array) => void
  readonly #offsets: number[] = []
  readonly #targets: number[] = []
  #offset = 0
  #pending: string[] = []
  #pendingLength = 0

  private constructor(
    folder: string,
    split: SplitName,
    file: FileHandle,
    onBytes: (bytes: Uint8Array) => void,
  ) {
    this.#folder = folder
    this.#split = split
    this.#file = file
    this.#onBytes = onBytes
  }

  /** `onBytes` sees everything that is written, in order. */
  static async open(
    folder: string,
    split: SplitName,
    onBytes: (bytes: Uint8Array) => void,
  ): Promise<SplitWriter> {
    const path = examplesPath(folder, split)
    return new SplitWriter(folder, split, await open(path, 'wx').catch(throwDiskError(path)), onBytes)
  }

  get rows(): number {
    return this.#offsets.length
  }

  /** Takes an example and its target: a class number, a regression value, or NaN. True when a flush is due. */
  add(example: Example, target: number): boolean {
    const line = JSON.stringify(example) + '\n'
    this.#offsets.push(this.#offset)
    this.#targets.push(target)
    this.#offset += Buffer.byteLength(line)
    this.#pending.push(line)
    this.#pendingLength += line.length
    return this.#pendingLength >= flushAt
  }

  /** Writes what was added. */
  async flush(): Promise<void> {
    const bytes = Buffer.from(this.#pending.join(''))
    this.#pending = []
    this.#pendingLength = 0
    this.#onBytes(bytes)
    await this.#file.writeFile(bytes).catch(throwDiskError(examplesPath(this.#folder, this.#split)))
  }

  /** Ends the split. `target` maps the targets that were added to those in the index. */
  async finish(target: (added: number) => number): Promise<void> {
    await this.flush()
    await this.#file.sync().catch(throwDiskError(examplesPath(this.#folder, this.#split)))
    await this.close()
    const index = new Float64Array(2 * this.rows)
    for (let row = 0; row < this.rows; row++) {
      index[2 * row] = this.#offsets[row]!
      index[2 * row + 1] = target(this.#targets[row]!)
    }
    await writeFileAtomic(indexPath(this.#folder, this.#split), new Uint8Array(index.buffer))
  }

  async close(): Promise<void> {
    await this.#file.close()
  }
}
