// The same fine-tuning by PEFT under the Hugging Face Trainer: the rows, batch, schedule and choice of epoch that fineTune.ts has.
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { venvPython } from '../parity/venv.mjs'
import { resolveSpec } from '../src/core/catalog/resolveSpec.ts'
import { openModel } from '../src/core/models/open.ts'
import { side } from './alternate.ts'
import { sample, type FineTuning } from './fineTune.ts'
import type { TextResult, TextWork } from './work.ts'

/** Accuracy on the dataset's dev file, of the best epoch; full fine-tuning, LoRA or prefix tuning of single texts. */
export async function peftTune(of: FineTuning): Promise<number> {
  const { python, reason } = venvPython()
  if (python === null) throw new Error(`PEFT cannot run: ${reason}`)
  const { folder, model, tuning, seed, epochs, threads } = of
  const { facts } = await openModel(model)
  const { training } = resolveSpec(
    { dataset: folder, model, tuning: { id: tuning }, training: { learningRate: of.learningRate } },
    facts.hidden,
  )
  const work: TextWork = {
    name: model,
    data: folder,
    train: await sample(of),
    dev: join(folder, 'dev.tsv'),
    model,
    tuning: tuning as TextWork['tuning'],
    epochs,
    batch: training.batch,
    maxLength: training.maxLength,
    learningRate: training.learningRate!,
    warmup: training.warmup,
    seed,
    threads: threads || availableParallelism(),
  }
  return (await side<TextResult>(python, ['-W', 'ignore', 'parity/bench_trainer.py', JSON.stringify(work)]))
    .accuracy
}
