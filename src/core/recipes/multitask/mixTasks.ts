// The rows of several tasks as one dataset of prompts, mixed in proportion to their sizes with a cap (Wei et al. 2022, section 2.1).
import { join } from 'node:path'
import type { Example } from '../../../shared/dataset.ts'
import { random, type Random } from '../../../shared/random.ts'
import { deriveDataset } from '../../data/deriveDataset.ts'
import { readManifest, readSelection } from '../../data/readDataset.ts'
import { splitRows } from '../../data/splitRows.ts'
import { openModel } from '../../models/open.ts'
import { promptEncoder } from '../../prompts/promptRows.ts'
import { parseTemplate } from '../../prompts/template.ts'
import { verbalizer, type Verbalizer } from '../../prompts/verbalizer.ts'
import { loadTokenizer } from '../../tokens/tokenizer.ts'
import type { Work } from '../work.ts'
import { workProgress } from '../workProgress.ts'
import { mixedRow } from './mixedTemplate.ts'
import type { Mixed, MixInput } from './inputs.ts'

/**
 * Each task gives its training rows, at most `cap`, each row with one of its templates by chance. A label is the word of its
 * answer; words that are one token to the model are one label.
 * @throws LabError('option') as verbalizer and promptEncoder.
 */
export const mixTasks: Work = async (input, place, io) => {
  const { tasks, cap, maxLength } = input as unknown as MixInput
  const { spec, datasetsFolder } = place
  const tell = workProgress(io, tasks.length)
  const folder = place.models[spec.model]!
  const [model, tokenizer] = [await openModel(folder), await loadTokenizer(folder)]
  const length = Math.min(maxLength, model.facts.maxLength)
  const kind = model.languageModel.kind
  const answers = new Answers()
  const rows: Omit<Example, 'row'>[] = []
  const counts: number[] = []
  for (const [i, { dataset, name, templates, words }] of tasks.entries()) {
    tell(i, `Reading ${name}`)
    const at = join(datasetsFolder, dataset)
    const { labels } = await readManifest(at)
    const tokens = verbalizer(labels, words, tokenizer, 1)
    const labelWords = new Map(labels.map((label, c) => [label, answers.of(words[label]!, tokens[c]!)]))
    const asked = templates.map((text) => {
      const template = parseTemplate(text)
      return { template, encode: promptEncoder(template, model, tokenizer) }
    })
    const rng = random(spec.seed, 'multitask', dataset)
    const { train } = await splitRows(at, spec.split)
    const chosen = Int32Array.from(drawn([...train.indices], cap, rng)).sort()
    for await (const { text, pair, label } of readSelection(at, { source: train.source, indices: chosen })) {
      const { template, encode } = asked[rng.integer(asked.length)]!
      const { kept } = encode({ text, pair }, length)
      rows.push({ ...withPair(mixedRow(template, kept, kind)), label: labelWords.get(label ?? '')! })
    }
    counts.push(chosen.length)
  }
  const manifest = await deriveDataset(datasetsFolder, {
    name: `Prompts of ${tasks.map(({ name }) => name).join(', ')}`,
    madeBy: 'Multi-task training',
    task: 'classify',
    pairs: kind === 'masked',
    labels: answers.words,
    splits: { train: rows.map((row, i) => ({ row: i + 1, ...row })) },
  })
  const result: Mixed = {
    dataset: manifest.id,
    words: answers.words,
    tasks: tasks.map(({ name, templates }, i) => ({ name, rows: counts[i]!, templates })),
  }
  tell(tasks.length, 'Done')
  return { result, datasets: [manifest] }
}

/** `count` of `all` by chance, or all. */
export const drawn = (all: readonly number[], count: number, rng: Random): number[] =>
  rng.shuffle([...all]).slice(0, count)

const withPair = ({ text, pair }: { text: string; pair?: string | undefined }) =>
  pair === undefined ? { text } : { text, pair }

/** The answer words of all tasks, each once. */
class Answers {
  readonly words: string[] = []
  private readonly byToken = new Map<number, string>()

  of(word: string, [tokens]: Verbalizer[number]): string {
    const token = tokens![0]!
    const known = this.byToken.get(token)
    if (known !== undefined) return known
    this.byToken.set(token, word)
    this.words.push(word)
    return word
  }
}
