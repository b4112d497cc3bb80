// A language model kept in memory that is asked with prompts about the rows of datasets.
import { exampleRows, judgingRows } from '../core/data/judgingRows.ts'
import { readManifest } from '../core/data/readDataset.ts'
import { PromptReader } from '../core/inference/promptReader.ts'
import type { FromWorker, ToWorker } from '../shared/jobs.ts'
import { NewestFirst } from './newestFirst.ts'

export class Prompter {
  private readonly reader: PromptReader
  private readonly turns = new NewestFirst()
  /** Whoever edits a prompt asks about the same rows again and again. */
  private readonly judging = newest(judgingRows)
  private readonly examples = newest(exampleRows)

  private constructor(reader: PromptReader) {
    this.reader = reader
  }

  static async open(modelFolder: string, note: (sentence: string) => void): Promise<Prompter> {
    return new Prompter(await PromptReader.open(modelFolder, note))
  }

  async look({ id, datasetFolder, question }: Extract<ToWorker, { kind: 'prompt' }>): Promise<FromWorker> {
    const { labels, pairs } = await readManifest(datasetFolder)
    // A mistake is told at once, whatever the model is busy with.
    this.reader.check(question, { labels, pairs })
    const rows = await this.judging(datasetFolder, Math.max(question.shown, question.scored))
    const examples = question.demonstrations.perClass > 0 ? await this.examples(datasetFolder) : []
    const look = await this.turns.do(() => this.reader.look(question, { labels, pairs }, rows, examples))
    return { kind: 'prompted', id, look }
  }
}

/** `read`, whose newest answer is kept. */
function newest<A extends readonly unknown[], R>(
  read: (...asked: A) => Promise<R>,
): (...asked: A) => Promise<R> {
  let last: { readonly key: string; readonly answer: Promise<R> } | undefined
  return (...asked) => {
    const key = JSON.stringify(asked)
    if (last?.key !== key) last = { key, answer: read(...asked) }
    return last.answer
  }
}
