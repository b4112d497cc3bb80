// Real texts and the models that learn them, laid out in a temporary folder.
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeTinyBert } from '../src/testing/tinyBert.ts'
import type { TextWork } from './work.ts'

export const starter = join(import.meta.dirname, '..', 'resources', 'models', 'starter')
const dataSets = ['sst2-sentences', 'agnews']
/** Rows of each data set that the wide model trains on; the starter's size gets four times as many. */
const wideRows = 640

/**
 * Data set x model x tuning, or the reason why there is none. `data` holds <name>/train.tsv and dev.tsv; the wide model has
 * random weights and the starter's vocabulary.
 */
export async function textWorks(data: string, folder: string, threads: number): Promise<TextWork[] | string> {
  const missing = dataSets.find((name) => !existsSync(join(data, name, 'train.tsv')))
  if (missing !== undefined)
    return `there is no ${missing}/train.tsv in ${data} (name another folder with --data).`
  if (!existsSync(join(starter, 'vocab.txt'))) return 'there is no starter model, whose vocabulary it needs.'
  const wide = join(folder, 'wide')
  const vocabulary = (await readFile(join(starter, 'vocab.txt'), 'utf8')).trimEnd().split('\n')
  await writeTinyBert(wide, {
    vocabulary,
    layers: 4,
    hidden: 768,
    heads: 12,
    intermediate: 3072,
    maxPositions: 128,
    spread: 0.02,
  })
  const models = [
    { name: 'base width, 4 layers', model: wide, rows: wideRows },
    { name: 'starter', model: starter, rows: 4 * wideRows },
  ]
  const works: TextWork[] = []
  for (const { name, model, rows } of models)
    for (const set of dataSets) {
      const place = join(folder, `${set}-${rows}`)
      await mkdir(place, { recursive: true })
      const train = await firstRows(join(data, set, 'train.tsv'), join(place, 'train.tsv'), rows)
      const dev = await firstRows(join(data, set, 'dev.tsv'), join(place, 'dev.tsv'), rows / 4)
      for (const tuning of ['lora', 'full'] as const)
        works.push({
          name,
          data: set,
          train,
          dev,
          model,
          tuning,
          epochs: 1,
          batch: 16,
          maxLength: 128,
          learningRate: tuning === 'lora' ? 1e-3 : 5e-5,
          warmup: 0.06,
          seed: 1,
          threads,
        })
    }
  return works
}

/** Copies the header and the first `rows` rows; returns the copy's path. */
async function firstRows(from: string, to: string, rows: number): Promise<string> {
  const lines = (await readFile(from, 'utf8')).split('\n')
  await writeFile(to, lines.slice(0, rows + 1).join('\n') + '\n')
  return to
}
