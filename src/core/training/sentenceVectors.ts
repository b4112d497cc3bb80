// What a pre-trained model makes of a whole text: the mean of its last states. Nothing is trained.
import { createGraph, type Graph, type Parameter } from '../graph/graph.ts'
import { createContext } from '../models/context.ts'
import type { Model } from '../models/family.ts'
import { rowMeans } from '../models/pooled.ts'
import type { Texts } from '../prompts/template.ts'
import { Session } from '../runtime/session.ts'
import { pack } from '../tokens/pack.ts'
import type { Tokenizer } from '../tokens/tokenizer.ts'
import { batchFeeds } from './feeds.ts'
import { still } from './graphs.ts'
import type { Weights } from './weights.ts'

/** Reads a pre-trained model's weights for parameters of its graphs; there may be more in the answer. */
export type ReadWeights = (parameters: readonly Parameter[]) => Promise<Weights['tensors']>

/** Tokens of a text that are read. */
const mostTokens = 128

export class SentenceVectors {
  private readonly encode: (texts: Texts) => ReturnType<Tokenizer['encode']>
  private readonly weights: Weights['tensors']
  private readonly session: Session

  private constructor(
    encode: SentenceVectors['encode'],
    weights: SentenceVectors['weights'],
    session: Session,
  ) {
    this.encode = encode
    this.weights = weights
    this.session = session
  }

  static async open(model: Model, tokenizer: Tokenizer, read: ReadWeights): Promise<SentenceVectors> {
    const graph = vectorGraph(model)
    const parameters = [...graph.parameters.values()]
    const tensors = await read(parameters)
    const weights = Object.fromEntries(parameters.map(({ value: { name } }) => [name, tensors[name]!]))
    const most = Math.min(mostTokens, model.facts.maxLength)
    return new SentenceVectors(
      ({ text, pair }) => tokenizer.encode(text, pair, most),
      weights,
      // Wherever the run itself computes, and however many texts come: what is near must not depend on it.
      await Session.create(graph, { device: 'cpu', threads: 0 }),
    )
  }

  /** The vector of a text or a pair, of length 1, so that a scalar product is a cosine. */
  async of(texts: Texts): Promise<Float32Array> {
    const feeds = { ...this.weights, ...batchFeeds(pack([this.encode(texts)])) }
    const { vector } = await this.session.run(feeds, { vector: null })
    const values = Float32Array.from(vector!.data as Float32Array)
    const norm = Math.sqrt(values.reduce((sum, x) => sum + x * x, 0))
    return norm > 0 ? values.map((x) => x / norm) : values
  }

  async release(): Promise<void> {
    await this.session.release()
  }
}

/** The mean of the last states of each row, `vector` [B, D]. */
function vectorGraph(model: Model): Graph {
  const g = createGraph({ training: false })
  const c = createContext(g, model)
  g.output('vector', rowMeans(c, model.encode(c, still).at(-1)!))
  return g
}
