// The solved rows that stand in prompts: chosen once for all rows, or for each row those most like it.
import type { Example } from '../../shared/dataset.ts'
import { LabError } from '../../shared/labError.ts'
import type { PromptQuestion } from '../../shared/prompts.ts'
import { random } from '../../shared/random.ts'
import { demonstrationPool, type DemonstrationPool, type Likeness } from '../prompts/demonstrations.ts'
import { inContext, noContext, type InContext } from '../prompts/inContext.ts'
import type { Texts } from '../prompts/template.ts'
import type { SentenceVectors } from '../training/sentenceVectors.ts'
import type { AskedPrompt } from './askedPrompt.ts'

interface ChosenContext {
  readonly context: InContext
  /** Of each row, where its examples are to be like it. */
  readonly likenesses?: readonly Omit<Likeness, 'share'>[]
}

/** The context of a question for `rows`, chosen from `examples`. Throws `option` for a label with too few of these. */
export type ContextChooser = (
  asked: AskedPrompt,
  question: PromptQuestion,
  rows: readonly Example[],
  examples: readonly Example[],
) => Promise<ChosenContext>

/** `openVectors` is asked once, where examples are to be like their rows. */
export function contextChooser(openVectors: () => Promise<SentenceVectors>): ContextChooser {
  let sentences: Promise<SentenceVectors> | undefined
  // By their texts: the same rows are asked about again and again.
  const known = new Map<string, Float32Array>()
  const vectorsOf = async (all: readonly Texts[]): Promise<Float32Array[]> => {
    sentences ??= openVectors()
    const result: Float32Array[] = []
    for (const { text, pair } of all) {
      const key = JSON.stringify([text, pair])
      const vector = known.get(key) ?? (await (await sentences).of({ text, pair }))
      known.set(key, vector)
      result.push(vector)
    }
    return result
  }
  return async (asked, { demonstrations: wish }, rows, examples) => {
    if (wish.perClass === 0) return { context: noContext }
    const pool = examplePool(asked, examples, wish)
    const context = inContext(pool, wish)
    if (wish.selection === 'random') return { context }
    const ofPool: Float32Array[][] = []
    for (const own of pool) ofPool.push(await vectorsOf(own.map(({ texts }) => texts)))
    const queries = await vectorsOf(rows)
    return { context, likenesses: queries.map((query) => ({ query, pool: ofPool })) }
  }
}

/** The solved rows to choose `perClass` of each label from beside any row, itself left out. */
function examplePool(
  { task, labels, verbalizer, classOf }: AskedPrompt,
  rows: readonly Example[],
  { perClass, seed }: PromptQuestion['demonstrations'],
): DemonstrationPool {
  const solved = rows.map((texts) => ({ texts, of: classOf(task.target(texts.label ?? '')) }))
  // Of several words of a label the first solves it.
  const words = verbalizer.map((all) => all[0]!)
  const pool = demonstrationPool(solved, labels, words, random(seed, 'examples'))
  const few = pool.findIndex((own) => own.length <= perClass)
  if (few >= 0)
    throw new LabError(
      'option',
      `${perClass} examples of "${labels[few]!}" need ${perClass + 1} different training rows of it, and there are ${pool[few]!.length}: a row is never its own example. Choose fewer examples.`,
      { option: 'cloze.demonstrations', label: labels[few]! },
    )
  return pool
}
