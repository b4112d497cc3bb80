// A language model kept in memory that is asked with prompts about the rows of datasets.
import { judgingRows, type JudgingRows } from '../core/data/judgingRows.ts'
import { readManifest } from '../core/data/readDataset.ts'
import { PromptReader } from '../core/inference/promptReader.ts'
import type { FromWorker, ToWorker } from '../shared/jobs.ts'

export class Prompter {
  private readonly reader: PromptReader
  /** Whoever edits a prompt asks about the same rows again and again. */
  private last: { readonly key: string; readonly rows: Promise<JudgingRows> } | undefined

  private constructor(reader: PromptReader) {
    this.reader = reader
  }

  static async open(modelFolder: string, note: (sentence: string) => void): Promise<Prompter> {
    return new Prompter(await PromptReader.open(modelFolder, note))
  }

  async look({ id, datasetFolder, question }: Extract<ToWorker, { kind: 'prompt' }>): Promise<FromWorker> {
    const { labels, pairs } = await readManifest(datasetFolder)
    const rows = await this.rowsOf(datasetFolder, Math.max(question.shown, question.scored))
    return { kind: 'prompted', id, look: await this.reader.look(question, { labels, pairs }, rows) }
  }

  private rowsOf(folder: string, limit: number): Promise<JudgingRows> {
    const key = `${limit} of ${folder}`
    if (this.last?.key !== key) this.last = { key, rows: judgingRows(folder, limit) }
    return this.last.rows
  }
}
