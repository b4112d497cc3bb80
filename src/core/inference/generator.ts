// Writes texts token by token, the keys and values of earlier tokens kept.
import type { GenerationEnd, GenerationOptions } from '../../shared/generation.ts'
import { LabError } from '../../shared/labError.ts'
import { random } from '../../shared/random.ts'
import type { DeviceName } from '../../shared/run.ts'
import { createGraph, type Graph } from '../graph/graph.ts'
import { batchInputs } from '../models/batchInputs.ts'
import type { Model } from '../models/family.ts'
import { compose, type Hooks } from '../models/hooks.ts'
import { openSessions } from '../runtime/openSessions.ts'
import { tensor, type Feeds, type Session } from '../runtime/session.ts'
import { pack } from '../tokens/pack.ts'
import { batchFeeds } from '../training/feeds.ts'
import { still } from '../training/graphs.ts'
import type { Weights } from '../training/weights.ts'
import type { CausalModel } from './causalModel.ts'
import { cacheHooks, cacheOutputs, emptyPast, nextPast } from './keyValueCache.ts'
import { candidates, draw } from './sampling.ts'
import { TextStream } from './textStream.ts'

export class Generator {
  private readonly opened: CausalModel
  private readonly weights: Weights['tensors']
  private readonly session: Session
  private readonly empty: Feeds

  private constructor(opened: CausalModel, weights: Weights['tensors'], session: Session, empty: Feeds) {
    this.opened = opened
    this.weights = weights
    this.session = session
    this.empty = empty
  }

  /** `opened`, ready to write. */
  static async open(
    opened: CausalModel,
    wish: { readonly device: DeviceName; readonly threads: number },
    onNote: (sentence: string) => void,
  ): Promise<Generator> {
    const graph = nextTokenGraph(opened.model, opened.hooks)
    const weights = await opened.load(graph.parameters.values())
    const { sessions } = await openSessions({ writing: graph }, wish, onNote)
    return new Generator(opened, weights, sessions.writing, emptyPast(graph))
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
    const room = this.opened.model.facts.maxLength - prompt.length
    let past = this.empty
    let unread = prompt
    let position = 0
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
    const { maxLength } = this.opened.model.facts
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
  const batch = batchInputs(g)
  const c = { g, batch, hooks: compose(cacheHooks(), hooks), deviation: model.facts.deviation }
  const last = model.encode(c, still, batch.last).at(-1)!
  g.output('logits', model.languageModel.logits(c, last))
  return g
}
