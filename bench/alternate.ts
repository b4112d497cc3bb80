// Runs the two sides of a comparison in turn, each in a process of its own, so that neither sees the other's memory or heat.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { median } from './statistics.ts'
import type { Comparison, Measured } from './work.ts'

/** The scripts of the two sides; `python` is null where there is no PyTorch. */
export interface Sides {
  readonly lathe: string
  readonly torch: string
  readonly python: string | null
}

const root = join(import.meta.dirname, '..')
const run = promisify(execFile)

/** `work` done `rounds` times by each side, one after the other. */
export async function alternate<W, L extends Measured, T extends Measured>(
  work: W,
  { lathe, torch, python }: Sides,
  rounds: number,
): Promise<Comparison<W, L, T>> {
  const json = JSON.stringify(work)
  const [ours, theirs]: [L[], T[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    ours.push(await side<L>(process.execPath, [lathe, json]))
    if (python) theirs.push(await side<T>(python, ['-W', 'ignore', torch, json]))
  }
  const [l, t] = [middle(ours), theirs.length > 0 ? middle(theirs) : null]
  return {
    work,
    lathe: l,
    torch: t,
    speedRatio: t && l.tokensPerSecond / t.tokensPerSecond,
    memoryRatio: t && l.peakBytes / t.peakBytes,
  }
}

/** Runs a script in a process of its own and reads the JSON on the last line that it prints. */
export async function side<R>(command: string, args: readonly string[]): Promise<R> {
  const { stdout } = await run(command, args, { cwd: root, maxBuffer: 1 << 26 })
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as R
}

/** The median of every number. */
function middle<R extends object>(results: readonly R[]): R {
  const keys = Object.keys(results[0]!) as (keyof R)[]
  return Object.fromEntries(
    keys.map((key) => [key, median(results.map((r) => r[key] as number))]),
  ) as unknown as R
}
