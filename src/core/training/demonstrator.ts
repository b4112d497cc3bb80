// Puts demonstrations beside rows: anew in each step of the training, several sets of them afterwards.
import { random } from '../../shared/random.ts'
import type { DemonstratedQuestion } from '../objectives/objective.ts'
import { candidates, draw, type DemonstrationPool, type Likeness } from '../prompts/demonstrations.ts'
import type { Texts } from '../prompts/template.ts'
import type { Encoded } from '../tokens/tokenizer.ts'
import type { SentenceVectors } from './sentenceVectors.ts'

/** A row with what may stand beside it. */
export interface Query {
  readonly texts: Texts
  readonly from: DemonstrationPool
}

export class Demonstrator {
  /** What it chooses from. */
  readonly pool: DemonstrationPool
  private readonly question: DemonstratedQuestion
  private readonly seed: number
  /** Of the pool; absent where any demonstration will do. */
  private readonly near: { readonly vectors: SentenceVectors; readonly pool: Likeness['pool'] } | undefined

  private constructor(
    question: DemonstratedQuestion,
    pool: DemonstrationPool,
    seed: number,
    near: Demonstrator['near'],
  ) {
    this.question = question
    this.pool = pool
    this.seed = seed
    this.near = near
  }

  /** `openVectors` is asked where demonstrations are to be like their row. */
  static async open(
    question: DemonstratedQuestion,
    pool: DemonstrationPool,
    seed: number,
    openVectors: () => Promise<SentenceVectors>,
  ): Promise<Demonstrator> {
    if (!question.demonstrations.similar) return new Demonstrator(question, pool, seed, undefined)
    const vectors = await openVectors()
    const ofPool: Float32Array[][] = []
    for (const rows of pool) {
      ofPool.push([])
      for (const { texts } of rows) ofPool.at(-1)!.push(await vectors.of(texts))
    }
    return new Demonstrator(question, pool, seed, { vectors, pool: ofPool })
  }

  async query(texts: Texts): Promise<Query> {
    if (!this.near) return { texts, from: candidates(this.pool, texts) }
    const { vectors, pool } = this.near
    const { share } = this.question.demonstrations
    return { texts, from: candidates(this.pool, texts, { query: await vectors.of(texts), pool, share }) }
  }

  /** A row as one step of the training sees it: step and row decide, so a continued run sees the same. */
  forTraining({ texts, from }: Query, maxLength: number, step: number, row: number): Encoded {
    const rng = random(this.seed, 'demonstrations', step, row)
    return this.question.encode(texts, maxLength, draw(from, rng))
  }

  /** A row beside each of its sets. The run's seed and the row's texts decide: it is the same wherever it is asked. */
  forAnswer({ texts, from }: Query, maxLength: number): Encoded[] {
    const rng = random(this.seed, 'demonstrations', texts.text, texts.pair ?? '')
    const { sets } = this.question.demonstrations
    return Array.from({ length: sets }, () => this.question.encode(texts, maxLength, draw(from, rng)))
  }

  async release(): Promise<void> {
    await this.near?.vectors.release()
  }
}
