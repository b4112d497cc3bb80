// What LM-BFF finds out between its runs, with the model as it was pre-trained and the training rows alone.
import type { FoundTemplates, FoundWords, JudgedPairs, PromptPair } from '../../../shared/lmbff.ts'
import type { WorkPlace } from '../../../shared/jobs.ts'
import { VocabularyReader } from '../../inference/vocabularyReader.ts'
import { promptEncoder } from '../../prompts/promptRows.ts'
import { checkFields, parseTemplate } from '../../prompts/template.ts'
import { verbalizer } from '../../prompts/verbalizer.ts'
import { labelScores } from '../../prompts/vocabulary.ts'
import type { Encoded } from '../../tokens/tokenizer.ts'
import type { TrainingIo } from '../../training/reporter.ts'
import type { Work } from '../work.ts'
import { workProgress } from '../workProgress.ts'
import { pairsInput, templatesInput, wordsInput, type WordSearch } from './inputs.ts'
import { searchLabelWords, type FoundCombination } from './labelWords.ts'
import { maskedTemplates } from './templates.ts'
import { trainingRows, type TrainingRows } from './trainingRows.ts'
import { wholeWords } from './wholeWords.ts'
import { writtenTemplates } from './writtenTemplates.ts'

/** Automatic label words under one template. */
export const findWords: Work = async (input, place, io) => {
  const { template, maxLength, ...how } = wordsInput.parse(input)
  const told = workProgress(io, 1)
  told(0, 'Searching label words')
  return withReader(place, io, async (reader, data) => {
    const prompts = asked(reader, data, template, maxLength)
    const found = await wordsUnder(reader, data, prompts, wholeWords(reader.tokenizer), how)
    told(1, 'Searching label words')
    return { template, found: found.map((one) => labelled(one, data)) } satisfies FoundWords
  })
}

/** Automatic templates around given label words. */
export const findTemplates: Work = async (input, place, io) => {
  const { words: given, beam, count, maxLength, model } = templatesInput.parse(input)
  const data = await trainingRows(place)
  const source = await (model === ''
    ? VocabularyReader.open(place.models[place.spec.model]!, place.spec, io.note).then(maskedTemplates)
    : writtenTemplates(place.models[model]!, place.spec, io.note))
  try {
    // Of several words of a label the first stands in its rows.
    const own = verbalizer(data.labels, given, source.tokenizer, source.wordTokens).map((all) => all[0]!)
    const rows = data.rows.map((texts, i) => ({ texts, word: own[data.targets[i]!]! }))
    const told = workProgress(io, source.steps(data.pairs))
    told(0, 'Searching templates')
    const found = await source.search(rows, count, {
      pairs: data.pairs,
      beam,
      maxLength,
      onStep: (done) => told(done, 'Searching templates'),
    })
    return { result: { words: given, found } satisfies FoundTemplates }
  } finally {
    await source.release()
  }
}

/** Every template with every choice of words, judged on the training rows. */
export const judgePairs: Work = async (input, place, io) => {
  const { templates, words: choices, search: how, maxLength } = pairsInput.parse(input)
  const told = workProgress(io, templates.length)
  return withReader(place, io, async (reader, data) => {
    const pairs = new Map<string, PromptPair>()
    const add = (pair: PromptPair): void => {
      const key = JSON.stringify([pair.template, data.labels.map((label) => pair.words[label] ?? label)])
      if (!pairs.has(key)) pairs.set(key, pair)
    }
    const possible = how && wholeWords(reader.tokenizer)
    const known = new Set<string>()
    for (const [i, { template, from: templateFrom }] of templates.entries()) {
      told(i, 'Judging prompts')
      const { masks } = parseTemplate(template)
      const prompts = asked(reader, data, template, maxLength)
      // "It was" and "it was" are the same to a model that knows no capitals.
      const read = prompts[0]!.ids.join()
      if (known.has(read)) continue
      known.add(read)
      const meanings = choices.map((choice) => verbalizer(data.labels, choice.words, reader.tokenizer, masks))
      const scores = await reader.read(prompts, (gaps) =>
        meanings.map((meaning) => labelScores(gaps, meaning)),
      )
      for (const [k, { words: own, from: wordsFrom }] of choices.entries()) {
        const judged = judge(
          scores.map((row) => row[k]!),
          data.targets,
        )
        add({ template, words: own, templateFrom, wordsFrom, ...judged })
      }
      // Words are whole tokens, so only one gap can be searched for.
      const found = possible && masks === 1 ? await wordsUnder(reader, data, prompts, possible, how) : []
      for (const one of found) add({ template, templateFrom, wordsFrom: 'found', ...labelled(one, data) })
    }
    told(templates.length, 'Judging prompts')
    const best = (a: PromptPair, b: PromptPair): number =>
      b.accuracy - a.accuracy || b.likelihood - a.likelihood
    return { rows: data.rows.length, pairs: [...pairs.values()].sort(best) } satisfies JudgedPairs
  })
}

async function withReader<R extends FoundWords | JudgedPairs>(
  place: WorkPlace,
  io: TrainingIo,
  find: (reader: VocabularyReader, data: TrainingRows) => Promise<R>,
): Promise<{ readonly result: R }> {
  const data = await trainingRows(place)
  const reader = await VocabularyReader.open(place.models[place.spec.model]!, place.spec, io.note)
  try {
    return { result: await find(reader, data) }
  } finally {
    await reader.release()
  }
}

/** The rows as prompts. @throws LabError('option') as parseTemplate, checkFields and promptEncoder. */
function asked(
  { model, tokenizer }: VocabularyReader,
  { rows, pairs }: TrainingRows,
  text: string,
  maxLength: number,
): Encoded[] {
  const template = parseTemplate(text)
  checkFields(template, pairs)
  const encode = promptEncoder(template, model, tokenizer)
  return rows.map((row) => encode(row, Math.min(maxLength, model.facts.maxLength)))
}

const wordsUnder = (
  reader: VocabularyReader,
  { targets, labels }: TrainingRows,
  prompts: readonly Encoded[],
  possible: ReadonlyMap<number, string>,
  how: WordSearch,
): Promise<FoundCombination[]> => searchLabelWords(reader, { prompts, targets }, possible, labels.length, how)

const labelled = (
  { words: found, accuracy, likelihood }: FoundCombination,
  { labels }: TrainingRows,
): FoundWords['found'][number] => ({
  words: Object.fromEntries(labels.map((label, c) => [label, found[c]!])),
  accuracy,
  likelihood,
})

/** `scores` are each row's of each label. */
function judge(
  scores: readonly Float32Array[],
  targets: readonly number[],
): Pick<PromptPair, 'accuracy' | 'likelihood'> {
  const isRight = (row: Float32Array, i: number): boolean => row.indexOf(Math.max(...row)) === targets[i]
  return {
    accuracy: scores.filter(isRight).length / targets.length,
    likelihood: scores.reduce((sum, row, i) => sum + row[targets[i]!]!, 0) / targets.length,
  }
}
