// How likely a causal language model finds given continuations of a context.
import type { ContinuationScore } from '../../shared/generation.ts'
import { LabError } from '../../shared/labError.ts'
import type { DeviceName } from '../../shared/run.ts'
import { createGraph, type Graph } from '../graph/graph.ts'
import { createContext } from '../models/context.ts'
import type { Model } from '../models/family.ts'
import type { Hooks } from '../models/hooks.ts'
import { openSessions } from '../runtime/openSessions.ts'
import { tensor, type Session } from '../runtime/session.ts'
import { planEvaluation } from '../tokens/batches.ts'
import { pack } from '../tokens/pack.ts'
import { batchFeeds } from '../training/feeds.ts'
import { still } from '../training/graphs.ts'
import type { Weights } from '../training/weights.ts'
import type { CausalModel } from './causalModel.ts'

/** Vocabulary logits are kept for each token, so pieces are small. */
const pieceTokens = 512

/** A context with a continuation: `ids` from `start` on are the continuation's. */
export interface Continued {
  readonly ids: readonly number[]
  readonly start: number
}

export class Scorer {
  private readonly opened: CausalModel
  private readonly weights: Weights['tensors']
  private readonly session: Session

  private constructor(opened: CausalModel, weights: Weights['tensors'], session: Session) {
    this.opened = opened
    this.weights = weights
    this.session = session
  }

  /** `opened`, ready to judge. */
  static async open(
    opened: CausalModel,
    wish: { readonly device: DeviceName; readonly threads: number },
    onNote: (sentence: string) => void,
  ): Promise<Scorer> {
    const graph = scoringGraph(opened.model, opened.hooks)
    const weights = await opened.load(graph.parameters.values())
    const { sessions } = await openSessions({ scoring: graph }, wish, onNote)
    return new Scorer(opened, weights, sessions.scoring)
  }

  /** The score of each continuation of `context`, in order. Throws `option` where one has no tokens or is too long. */
  async score(context: string, continuations: readonly string[]): Promise<ContinuationScore[]> {
    const rows = continuations.map((text) => this.continued(context, text))
    const logs = await this.logProbabilities(rows)
    const sums = logs.map((row) => row.reduce((sum, p) => sum + p, 0))
    const top = Math.max(...sums)
    const total = sums.reduce((sum, s) => sum + Math.exp(s - top), 0)
    return continuations.map((text, i) => ({
      text,
      tokens: logs[i]!.length,
      logProbability: sums[i]!,
      perToken: sums[i]! / logs[i]!.length,
      share: Math.exp(sums[i]! - top) / total,
    }))
  }

  /** The natural logarithm of each continuation token's probability, given all tokens before it. */
  async logProbabilities(rows: readonly Continued[]): Promise<number[][]> {
    const result = new Array<number[]>(rows.length)
    for (const piece of planEvaluation(
      rows.map(({ ids }) => ids.length),
      pieceTokens,
    )) {
      const chosen = piece.map((row) => rows[row]!)
      const packed = pack(chosen)
      const places = chosen.flatMap(({ ids, start }, b) =>
        ids.slice(start).map((_, i) => packed.first[b]! + BigInt(start + i - 1)),
      )
      const labels = chosen.flatMap(({ ids, start }) => ids.slice(start).map(BigInt))
      const feeds = {
        ...batchFeeds(packed),
        places: tensor(BigInt64Array.from(places), [places.length]),
        labels: tensor(BigInt64Array.from(labels), [places.length, 1]),
      }
      const { logProbabilities } = await this.session.run(
        { ...this.weights, ...feeds },
        { logProbabilities: null },
      )
      let at = 0
      chosen.forEach(({ ids, start }, i) => {
        const end = at + ids.length - start
        result[piece[i]!] = [...(logProbabilities!.data as Float32Array).subarray(at, end)]
        at = end
      })
    }
    return result
  }

  async release(): Promise<void> {
    await this.session.release()
  }

  // Tokens may reach over the seam, so both are tokenized together; what differs from the context alone is the continuation.
  private continued(context: string, text: string): Continued {
    const { maxLength } = this.opened
    const whole = this.opened.beginning(context + text)
    const alone = this.opened.beginning(context)
    const differs = whole.findIndex((id, i) => id !== alone[i])
    if (differs < 0)
      throw new LabError('option', `The continuation "${text}" adds no token to the context.`, { text })
    // Where nothing else comes before the first token, the beginning of a text does.
    const begin = differs === 0 ? this.opened.beginning('').slice(0, 1) : []
    const [ids, start] = [[...begin, ...whole], differs + begin.length]
    if (start === 0)
      throw new LabError(
        'option',
        'The context is empty, and the tokenizer has no token that begins a text. Give a context.',
      )
    if (ids.length > maxLength)
      throw new LabError(
        'option',
        `Context and continuation have ${ids.length} tokens, and the model reads at most ${maxLength}. Shorten the context.`,
        { tokens: ids.length, maxLength },
      )
    return { ids, start }
  }
}

/** The log-probability [K, 1] of the token `labels` [K, 1] after each of `places` [K]. */
function scoringGraph(model: Model, hooks: Hooks): Graph {
  const g = createGraph({ training: false })
  const c = createContext(g, model, hooks)
  const states = model.encode(c, still, g.input('places', ['K'], 'int64')).at(-1)!
  const logits = model.languageModel.logits(c, states)
  const labels = g.input('labels', ['K', 1], 'int64')
  // log softmax(z)_y = z_y - log sum exp(z)
  const { emitter: e } = g
  const total = e.node('ReduceLogSumExp', [logits, e.integers([-1])], ['K', 1], { keepdims: 1 })
  const picked = e.node('GatherElements', [logits, labels], ['K', 1], { axis: 1 })
  g.output('logProbabilities', e.subtract(picked, total))
  return g
}
