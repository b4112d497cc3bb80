// npm run bench: Lathe and PyTorch with PEFT in turn, each in a process of its own, as ratios. See README.md.
import { execFile } from 'node:child_process'
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { writeJsonAtomic } from '../src/core/files/atomic.ts'
import { venvPython } from '../parity/venv.mjs'
import { median } from './statistics.ts'
import { stepTable } from './stepTable.ts'
import {
  stepWorks,
  type LatheStepResult,
  type StepComparison,
  type StepResult,
  type StepWork,
} from './work.ts'

const { values: flags } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '8' },
    threads: { type: 'string', default: String(availableParallelism()) },
    out: { type: 'string', default: join(import.meta.dirname, 'results.json') },
  },
})

const root = join(import.meta.dirname, '..')
const run = promisify(execFile)

/** Runs one side and reads its one line of JSON. */
async function side<R>(command: string, args: readonly string[]): Promise<R> {
  const { stdout } = await run(command, args, { cwd: root, maxBuffer: 1 << 26 })
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as R
}

async function compare(work: StepWork, rounds: number, python: string | null): Promise<StepComparison> {
  const lathe: LatheStepResult[] = []
  const torch: StepResult[] = []
  const json = JSON.stringify(work)
  for (let round = 0; round < rounds; round++) {
    lathe.push(await side<LatheStepResult>(process.execPath, ['bench/latheSteps.ts', json]))
    if (python) torch.push(await side<StepResult>(python, ['-W', 'ignore', 'parity/bench_torch.py', json]))
  }
  const [ours, theirs] = [middle(lathe), torch.length > 0 ? middle(torch) : null]
  return {
    work,
    lathe: ours,
    torch: theirs,
    speedRatio: theirs && ours.tokensPerSecond / theirs.tokensPerSecond,
    memoryRatio: theirs && ours.peakBytes / theirs.peakBytes,
  }
}

/** The median of every number over the rounds. */
function middle<R extends StepResult>(results: readonly R[]): R {
  const keys = Object.keys(results[0]!) as (keyof R)[]
  return Object.fromEntries(
    keys.map((key) => [key, median(results.map((r) => r[key] as number))]),
  ) as unknown as R
}

const { python, reason } = venvPython()
if (python === null) console.log(`bench: Lathe alone, without PyTorch: ${reason}`)
const [load = 0] = loadavg()
if (load > 0.5) console.log(`bench: the machine is busy (load ${load.toFixed(1)}); the numbers will be off.`)

const works = stepWorks(Number(flags.threads), Number(flags.seconds)).filter(({ name, tuning, length }) =>
  `${name} ${tuning} ${length}`.includes(flags.only),
)
const steps: StepComparison[] = []
for (const work of works) {
  steps.push(await compare(work, Number(flags.rounds), python))
  console.log(stepTable(steps.slice(-1), steps.length === 1))
}
const machine = {
  processor: cpus()[0]?.model ?? '',
  cores: availableParallelism(),
  memoryBytes: totalmem(),
  load,
}
await writeJsonAtomic(flags.out, {
  date: new Date().toISOString(),
  machine,
  rounds: Number(flags.rounds),
  steps,
})
console.log(`\nWritten to ${flags.out}`)
