// Lathe's side of a comparison on real texts, in a process of its own: work as JSON in argv, the result as JSON on stdout.
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { resolveSpec } from '../src/core/catalog/resolveSpec.ts'
import { importDataset } from '../src/core/data/importDataset.ts'
import { readExamples } from '../src/core/data/readDataset.ts'
import { tokenize } from '../src/core/tokens/table.ts'
import { loadTokenizer } from '../src/core/tokens/tokenizer.ts'
import { train } from '../src/core/training/train.ts'
import type { TextResult, TextWork } from './work.ts'

const work = JSON.parse(process.argv[2]!) as TextWork
const folder = await mkdtemp(join(tmpdir(), 'lathe-bench-'))
const quiet = { progress: () => {}, note: () => {}, stopRequested: () => false }

try {
  const start = performance.now()
  const file = (split: 'train' | 'dev') => ({
    path: work[split],
    name: `${split}.tsv`,
    split,
    options: { format: 'tsv', quote: '' } as const,
    roles: { text: 'text', pair: null, label: 'label' },
  })
  const { id } = await importDataset({ name: work.data, folder, files: [file('train'), file('dev')] })
  const { epochs, batch, maxLength, learningRate, warmup } = work
  const spec = resolveSpec({
    dataset: id,
    model: work.model,
    tuning: { id: work.tuning },
    training: { epochs, batch, maxLength, learningRate, warmup },
    seed: work.seed,
    device: 'cpu',
    threads: work.threads,
  })
  const runFolder = join(folder, 'run')
  await mkdir(runFolder)
  const place = { spec, datasetFolder: join(folder, id), modelFolder: work.model, runFolder }
  const { result } = await train(place, quiet, false)
  const seconds = (performance.now() - start) / 1000
  const peakBytes = process.resourceUsage().maxRSS * 1024

  const tokenizer = await loadTokenizer(work.model)
  const { ids } = await tokenize(readExamples(place.datasetFolder, 'train'), tokenizer, work.maxLength)
  const answer: TextResult = {
    seconds,
    tokensPerSecond: ids.length / seconds,
    peakBytes,
    accuracy: result.scores.dev?.accuracy ?? Number.NaN,
  }
  console.log(JSON.stringify(answer))
} finally {
  await rm(folder, { recursive: true })
}
