// A pre-trained language model kept in memory that says what it would put into the gaps of prompts. Nothing is trained.
import { openCheckpoint } from '../files/checkpoint.ts'
import { createGraph, type Graph } from '../graph/graph.ts'
import { createContext } from '../models/context.ts'
import type { Model } from '../models/family.ts'
import { openModel } from '../models/open.ts'
import { openSessions } from '../runtime/openSessions.ts'
import type { Session } from '../runtime/session.ts'
import type { RunSpec } from '../../shared/run.ts'
import { planEvaluation } from '../tokens/batches.ts'
import { pack } from '../tokens/pack.ts'
import { loadTokenizer, type Encoded, type Tokenizer } from '../tokens/tokenizer.ts'
import { batchFeeds } from '../training/feeds.ts'
import { still } from '../training/graphs.ts'
import { wordless } from '../training/method.ts'
import { SentenceVectors } from '../training/sentenceVectors.ts'
import { loadWeights, storedName, type Weights } from '../training/weights.ts'

/** Probabilities of a whole vocabulary come out for each prompt, so pieces are small. */
const pieceTokens = 512

export class VocabularyReader {
  readonly model: Model
  readonly tokenizer: Tokenizer
  private readonly weights: Weights['tensors']
  private readonly session: Session

  private constructor(model: Model, tokenizer: Tokenizer, weights: Weights['tensors'], session: Session) {
    this.model = model
    this.tokenizer = tokenizer
    this.weights = weights
    this.session = session
  }

  /** @throws LabError('method') for a model without a head that predicts words. */
  static async open(
    modelFolder: string,
    wish: Pick<RunSpec, 'device' | 'threads'>,
    onNote: (sentence: string) => void,
  ): Promise<VocabularyReader> {
    const model = await openModel(modelFolder)
    const tokenizer = await loadTokenizer(modelFolder)
    const graph = vocabularyGraph(model)
    const parameters = [...graph.parameters.values()]
    const checkpoint = await openCheckpoint(modelFolder)
    try {
      if (parameters.some(({ value }) => storedName(checkpoint, model.aliases(value.name)) === undefined))
        throw wordless()
      const { tensors } = await loadWeights(parameters, [], checkpoint, model.aliases, 0)
      const { sessions } = await openSessions({ graph }, wish, onNote)
      return new VocabularyReader(model, tokenizer, tensors, sessions.graph)
    } finally {
      await checkpoint.close()
    }
  }

  /** What `read` makes of the places that each prompt asks for: it is given their log-probabilities [V], good until it returns. */
  async read<T>(
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

  /** What the same model makes of whole texts. */
  sentenceVectors(): Promise<SentenceVectors> {
    return SentenceVectors.open(this.model, this.tokenizer, async () => this.weights)
  }

  async release(): Promise<void> {
    await this.session.release()
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
