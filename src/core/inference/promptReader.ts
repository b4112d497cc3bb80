// A pre-trained language model kept in memory, asked with one prompt after another. Nothing is trained.
import { poles, type PromptLook, type PromptQuestion, type ShownPrompt } from '../../shared/prompts.ts'
import type { JudgingRows } from '../data/judgingRows.ts'
import { openCheckpoint } from '../files/checkpoint.ts'
import { createGraph, type Graph } from '../graph/graph.ts'
import { createContext } from '../models/context.ts'
import type { Model } from '../models/family.ts'
import { openModel } from '../models/open.ts'
import { classify, softmax } from '../objectives/classify.ts'
import { clozeScore } from '../objectives/clozeScore.ts'
import type { AskedData, Language, RowTask } from '../objectives/objective.ts'
import { readPrompt, readScorePrompt, type Prompt } from '../prompts/prompt.ts'
import { contentFreePrompts, promptEncoder } from '../prompts/promptRows.ts'
import { filledParts } from '../prompts/template.ts'
import { wordsOf } from '../prompts/verbalizer.ts'
import { labelScores, topWords } from '../prompts/vocabulary.ts'
import { openSessions } from '../runtime/openSessions.ts'
import type { Session } from '../runtime/session.ts'
import { planEvaluation } from '../tokens/batches.ts'
import { pack } from '../tokens/pack.ts'
import { loadTokenizer, type Encoded, type Tokenizer } from '../tokens/tokenizer.ts'
import { batchFeeds } from '../training/feeds.ts'
import { still } from '../training/graphs.ts'
import { wordless } from '../training/method.ts'
import { loadWeights, storedName, type Weights } from '../training/weights.ts'
import { judgeClasses, judgeNumbers } from './judgePrompt.ts'

/** Probabilities of a whole vocabulary come out for each prompt, so pieces are small. */
const pieceTokens = 512
/** Words that are told for each gap. */
const wordsPerGap = 8

export class PromptReader {
  private readonly model: Model
  private readonly tokenizer: Tokenizer
  private readonly weights: Weights['tensors']
  private readonly session: Session

  private constructor(model: Model, tokenizer: Tokenizer, weights: Weights['tensors'], session: Session) {
    this.model = model
    this.tokenizer = tokenizer
    this.weights = weights
    this.session = session
  }

  /** @throws LabError('method') for a model without a head that predicts words. */
  static async open(modelFolder: string, onNote: (sentence: string) => void): Promise<PromptReader> {
    const model = await openModel(modelFolder)
    const tokenizer = await loadTokenizer(modelFolder)
    const graph = vocabularyGraph(model)
    const parameters = [...graph.parameters.values()]
    const checkpoint = await openCheckpoint(modelFolder)
    try {
      if (parameters.some(({ value }) => storedName(checkpoint, model.aliases(value.name)) === undefined))
        throw wordless()
      const { tensors } = await loadWeights(parameters, [], checkpoint, model.aliases, 0)
      const { sessions } = await openSessions({ graph }, { device: 'auto', threads: 0 }, onNote)
      return new PromptReader(model, tokenizer, tensors, sessions.graph)
    } finally {
      await checkpoint.close()
    }
  }

  /**
   * What a prompt makes of the first rows, and how it scores on them all. Without labels the rows are of numbers. `rows` hold as many as the larger of
   * `question.shown` and `question.scored`, or all that there are.
   * @throws LabError('option') as readPrompt, clozeScore and promptEncoder.
   */
  async look(question: PromptQuestion, data: AskedData, { rows, dev }: JudgingRows): Promise<PromptLook> {
    const { model, tokenizer } = this
    const { template, words, verbalizer, task, labels } = readAsked(question, data, { model, tokenizer })
    const maxLength = Math.min(question.maxLength, model.facts.maxLength)
    const encode = promptEncoder(template, model, tokenizer)
    const prompts = rows.map((row) => encode(row, maxLength))
    const gapWords: ShownPrompt['gaps'][] = []
    const scores = await this.ask(prompts, (gaps, row) => {
      if (row < question.shown) gapWords[row] = gaps.map((gap) => topWords(gap, tokenizer, wordsPerGap))
      return labelScores(gaps, verbalizer)
    })
    const shown = rows.slice(0, question.shown).map((row, i) => ({
      row: row.row,
      label: row.label ?? '',
      truncated: prompts[i]!.truncated,
      parts: filledParts(template, prompts[i]!.kept),
      gaps: gapWords[i]!,
      predicted: task.predict(scores[i]!).predicted,
      probabilities: softmax(scores[i]!).map((probability, c) => ({ label: labels[c]!, probability })),
    }))
    const judged = rows.slice(0, question.scored)
    const ofDev = Math.min(dev, judged.length)
    const judge = async () => {
      const contentFree = await this.ask(contentFreePrompts(template, model, tokenizer, maxLength), (gaps) =>
        labelScores(gaps, verbalizer),
      )
      const answered = judged.map(({ label }, i) => ({
        logits: scores[i]!,
        target: task.target(label ?? ''),
      }))
      return data.labels.length > 0
        ? judgeClasses(task, labels, answered, contentFree)
        : judgeNumbers(task, answered, contentFree)
    }
    return {
      template: template.text,
      words: Object.fromEntries(labels.map((label) => [label, wordsOf(label, words)])),
      shown,
      scores:
        judged.length === 0
          ? null
          : {
              rows: { dev: ofDev, train: judged.length - ofDev },
              truncated: prompts.slice(0, judged.length).filter(({ truncated }) => truncated).length,
              ...(await judge()),
            },
    }
  }

  /** What `read` makes of each prompt's gaps, whose log-probabilities [V] it is given. */
  private async ask<T>(
    prompts: readonly Encoded[],
    read: (gaps: readonly Float32Array[], prompt: number) => T,
  ): Promise<T[]> {
    const result = new Array<T>(prompts.length)
    for (const piece of planEvaluation(
      prompts.map(({ ids }) => ids.length),
      pieceTokens,
    )) {
      const feeds = batchFeeds(pack(piece.map((i) => prompts[i]!)))
      const { logProbabilities } = await this.session.run(
        { ...this.weights, ...feeds },
        { logProbabilities: null },
      )
      const all = logProbabilities!.data as Float32Array
      const size = logProbabilities!.dims[1]!
      let at = 0
      for (const i of piece) {
        const gaps = prompts[i]!.asks!.map(() => all.subarray(at * size, ++at * size))
        result[i] = read(gaps, i)
      }
    }
    return result
  }
}

/** Log-probabilities [A, V] of the tokens that the prompts ask for. */
function vocabularyGraph(model: Model): Graph {
  const g = createGraph({ training: false })
  const c = createContext(g, model)
  const states = model.encode(c, still, g.input('asked', ['A'], 'int64')).at(-1)!
  g.output('logProbabilities', g.logSoftmax(model.languageModel.logits(c, states)))
  return g
}

interface Asked extends Prompt {
  readonly task: RowTask
  /** What the words stand for: the classes, or the two ends of the numbers. */
  readonly labels: readonly string[]
}

/** A question as the objectives understand it. */
function readAsked(question: PromptQuestion, data: AskedData, language: Language): Asked {
  if (data.labels.length > 0) {
    const task = classify.for(classify.schema.parse({}), data.labels, [])
    return { ...readPrompt(question, data, language), task, labels: data.labels }
  }
  const task = clozeScore.for(clozeScore.schema.parse(question.range), [], [])
  return { ...readScorePrompt(question, data.pairs, language), task, labels: poles }
}
