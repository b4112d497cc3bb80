// npm run bench: Lathe and PyTorch with PEFT in turn on the same work, as a table of ratios and as JSON. See README.md.
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, cpus, loadavg, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { venvPython } from '../parity/venv.mjs'
import { writeJsonAtomic } from '../src/core/files/atomic.ts'
import { type AdapterComparison, benchAdapters } from './adapters.ts'
import { alternate } from './alternate.ts'
import { benchLoads, type LoadResult } from './loads.ts'
import {
  adapterHead,
  adapterLine,
  loadHead,
  loadLine,
  stepHead,
  stepLine,
  textHead,
  textLine,
} from './table.ts'
import { textWorks } from './textWorks.ts'
import { stepWorks, type StepComparison, type TextComparison } from './work.ts'

const { values: flags } = parseArgs({
  options: {
    /** Only work whose line holds this text, e.g. "starter size lora 64" or "texts". */
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '8' },
    threads: { type: 'string', default: String(availableParallelism()) },
    data: { type: 'string', default: join(import.meta.dirname, '..', '..', 'shared', 'datasets') },
    out: { type: 'string', default: join(import.meta.dirname, 'results.json') },
  },
})
const rounds = Number(flags.rounds)
const threads = Number(flags.threads)
const wanted = (description: string): boolean => description.includes(flags.only)

const { python, reason } = venvPython()
if (python === null) console.log(`bench: Lathe alone, without PyTorch: ${reason}`)
const [load = 0] = loadavg()
if (load > 0.5) console.log(`bench: the machine is busy (load ${load.toFixed(1)}); the numbers will be off.`)

const steps: StepComparison[] = []
for (const work of stepWorks(threads, Number(flags.seconds))) {
  if (!wanted(`steps ${work.name} ${work.tuning} ${work.length}`)) continue
  const sides = { lathe: 'bench/latheSteps.ts', torch: 'parity/bench_torch.py', python }
  const comparison: StepComparison = await alternate(work, sides, rounds)
  if (steps.push(comparison) === 1) console.log(`\nSteps on padded batches\n${stepHead}`)
  console.log(stepLine(comparison))
}

const texts: TextComparison[] = []
const folder = await mkdtemp(join(tmpdir(), 'lathe-bench-'))
let loads: LoadResult[] = []
let adapters: AdapterComparison[] = []
try {
  if (wanted('load')) {
    loads = await benchLoads(folder, rounds)
    console.log(
      [`\nLoading a model of 110 million parameters\n${loadHead}`, ...loads.map(loadLine)].join('\n'),
    )
  }
  if (['starter', 'BERT-base'].some((model) => wanted(`adapters ${model}`))) {
    const wantedModel = (model: string): boolean => wanted(`adapters ${model}`)
    adapters = await benchAdapters(folder, rounds, threads, wantedModel)
    console.log(
      [`\nOne base with adapters over merged models\n${adapterHead}`, ...adapters.map(adapterLine)].join(
        '\n',
      ),
    )
  }
  const works =
    flags.only === '' || flags.only.startsWith('texts') ? await textWorks(flags.data, folder, threads) : []
  if (typeof works === 'string') console.log(`\nbench: no real texts: ${works}`)
  else
    for (const work of works) {
      if (!wanted(`texts ${work.name} ${work.tuning} ${work.data}`)) continue
      const sides = { lathe: 'bench/latheTexts.ts', torch: 'parity/bench_trainer.py', python }
      const comparison: TextComparison = await alternate(work, sides, rounds)
      if (texts.push(comparison) === 1)
        console.log(`\nReal texts, from the file to the last evaluation\n${textHead}`)
      console.log(textLine(comparison))
    }
} finally {
  await rm(folder, { recursive: true })
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
  rounds,
  steps,
  texts,
  loads,
  adapters,
})
console.log(`\nWritten to ${flags.out}`)
