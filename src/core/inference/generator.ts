// Writes texts token by token, the keys and values of earlier tokens kept.
import type { GenerationEnd, GenerationOptions } from '../../shared/generation.ts'
import { LabError } from '../../shared/labError.ts'
import { random } from '../../shared/random.ts'
import type { DeviceName } from '../../shared/run.ts'
import { createGraph, type Graph } from '../graph/graph.ts'
import { createContext } from '../models/context.ts'
import type { Model } from '../models/family.ts'
import { compose, type Hooks } from '../models/hooks.ts'
import { openSessions } from '../runtime/openSessions.ts'
import { Session, tensor, type Feeds } from '../runtime/session.ts'
import { pack } from '../tokens/pack.ts'
import { batchFeeds } from '../training/feeds.ts'
import { still } from '../training/graphs.ts'
import type { Weights } from '../training/weights.ts'
import type { CausalModel } from './causalModel.ts'
import { cacheHooks, cacheOutputs, emptyPast, nextPast } from './keyValueCache.ts'
import { candidates, draw } from './sampling.ts'
import { TextStream } from './textStream.ts'

/** Keys and values that every text begins with: those of a soft prompt's virtual tokens, or none. */
interface Start {
  readonly past: Feeds
  readonly length: number
}

export class Generator {
  private readonly opened: CausalModel
  private readonly weights: Weights['tensors']
  private readonly session: Session
  /** What stands before every text, and how long it is. */
  private readonly start: Start

  private constructor(opened: CausalModel, weights: Weights['tensors'], session: Session, start: Start) {
    this.opened = opened
    this.weights = weights
    this.session = session
    this.start = start
  }

  /** `opened`, ready to write. */
  static async open(
    opened: CausalModel,
    wish: { readonly device: DeviceName; readonly threads: number },
    onNote: (sentence: string) => void,
  ): Promise<Generator> {
    const { prompt, ...hooks } = opened.hooks
    const graph = nextTokenGraph(opened.model, hooks)
    const beginning = prompt ? nextTokenGraph(opened.model, opened.hooks) : graph
    const weights = await opened.load(beginning.parameters.values())
    const { sessions } = await openSessions({ writing: graph }, wish, onNote)
    const past = prompt ? await readPrompt(beginning, weights) : emptyPast(graph)
    return new Generator(opened, weights, sessions.writing, { past, length: prompt?.length ?? 0 })
  }

  /**
   * Continues `prompt`: yields the text that each new token adds, and returns why it ended. The same prompt, options and
   * seed give the same text. Throws `option` for a prompt without tokens, or one that fills the model's context.
   */
  async *generate(prompt: string, options: GenerationOptions): AsyncGenerator<string, GenerationEnd> {
    const { tokenizer } = this.opened
    const ids = this.promptIds(prompt)
    const text = new TextStream(tokenizer, ids)
    const tokens = this.tokens(ids, options)
    for (;;) {
      const { done, value } = await tokens.next()
      if (done) {
        const rest = text.end()
        if (rest !== '') yield rest
        return value
      }
      yield text.push(value)
    }
  }

  /** As {@link generate}, in token ids. The token that ends a text is not among them. */
  async *tokens(
    prompt: readonly number[],
    options: GenerationOptions,
  ): AsyncGenerator<number, GenerationEnd> {
    const rng = random(options.seed, 'generate')
    const room = this.opened.maxLength - prompt.length
    let { past, length: position } = this.start
    let unread = prompt
    for (let count = 0; count < options.maxNewTokens; count++) {
      if (count >= room) return 'context'
      const outputs = await this.read(unread, position, past)
      const token = draw(candidates(outputs['logits']!.data as Float32Array, options), rng)
      if (this.opened.ends.has(token)) return 'end'
      yield token
      past = nextPast(past, outputs)
      position += unread.length
      unread = [token]
    }
    return 'length'
  }

  async release(): Promise<void> {
    await this.session.release()
  }

  /** Logits after the tokens `ids`, which stand at `position` behind `past`; and the keys and values of all. */
  private read(ids: readonly number[], position: number, past: Feeds): Promise<Feeds> {
    const positions = BigInt64Array.from(ids, (_, i) => BigInt(position + i))
    const feeds = { ...batchFeeds(pack([{ ids }])), positions: tensor(positions, [ids.length]) }
    return this.session.run({ ...this.weights, ...feeds, ...past }, { logits: null, ...cacheOutputs(past) })
  }

  private promptIds(prompt: string): number[] {
    const { maxLength } = this.opened
    const ids = this.opened.beginning(prompt)
    if (ids.length === 0) throw new LabError('option', 'The prompt is empty. Give the beginning of a text.')
    if (ids.length >= maxLength)
      throw new LabError(
        'option',
        `The prompt has ${ids.length} tokens, and the model reads at most ${maxLength} with what it writes. Shorten the prompt.`,
        { tokens: ids.length, maxLength },
      )
    return ids
  }
}

/** Logits [B, V] after each row's last token, with the cache's inputs and outputs. */
function nextTokenGraph(model: Model, hooks: Hooks): Graph {
  const g = createGraph({ training: false })
  const c = createContext(g, model, compose(cacheHooks(), hooks))
  const last = model.encode(c, still, c.batch.last).at(-1)!
  g.output('logits', model.languageModel.logits(c, last))
  return g
}

/** The virtual tokens come before all others, so their keys and values are the same whatever follows: read them once. */
async function readPrompt(graph: Graph, weights: Weights['tensors']): Promise<Feeds> {
  const session = await Session.create(graph, { device: 'cpu', threads: 1 })
  const none = emptyPast(graph)
  const text = batchFeeds(pack([{ ids: [] }]))
  const outputs = await session.run({ ...weights, ...text, ...none }, cacheOutputs(none))
  await session.release()
  return nextPast(none, outputs)
}
