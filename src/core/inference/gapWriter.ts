// An encoder-decoder kept in memory that says how likely it would go on writing, over many texts at once.
import type { RunSpec } from '../../shared/run.ts'
import { LabError } from '../../shared/labError.ts'
import { openCheckpoint } from '../files/checkpoint.ts'
import type { Graph } from '../graph/graph.ts'
import type { EncoderDecoder } from '../models/encoderDecoder.ts'
import { openEncoderDecoder } from '../models/open.ts'
import { openSessions } from '../runtime/openSessions.ts'
import type { Feeds, Session } from '../runtime/session.ts'
import { planEvaluation } from '../tokens/batches.ts'
import { loadTokenizer, type Tokenizer } from '../tokens/tokenizer.ts'
import { loadWeights, storedName, type Weights } from '../training/weights.ts'
import { textFeeds, writtenFeeds } from './encoderDecoderFeeds.ts'
import { meanGraph, readingGraph } from './encoderDecoderGraphs.ts'

/** Tokens of texts that are read together, and tokens that are written together. */
const pieceTokens = 2048
const pieceWritten = 4096
/** Sequences that are written together: a whole vocabulary's probabilities come out for each. */
const pieceSequences = 512

/** Texts that were read together: the encoder's states and their mask. */
interface ReadPiece {
  readonly rows: number
  readonly feeds: Feeds
}
export type ReadTexts = readonly ReadPiece[]

export class GapWriter {
  readonly model: EncoderDecoder
  readonly tokenizer: Tokenizer
  private readonly weights: Weights['tensors']
  private readonly sessions: { readonly reading: Session; readonly writing: Session }

  private constructor(
    model: EncoderDecoder,
    tokenizer: Tokenizer,
    weights: Weights['tensors'],
    sessions: GapWriter['sessions'],
  ) {
    this.model = model
    this.tokenizer = tokenizer
    this.weights = weights
    this.sessions = sessions
  }

  /** @throws LabError('method') for a model that is no encoder-decoder, LabError('tensor') where a weight is missing or misshaped. */
  static async open(
    modelFolder: string,
    wish: Pick<RunSpec, 'device' | 'threads'>,
    onNote: (sentence: string) => void,
  ): Promise<GapWriter> {
    const model = await openEncoderDecoder(modelFolder)
    const tokenizer = await loadTokenizer(modelFolder)
    const [reading, writing] = [readingGraph(model), meanGraph(model)]
    const weights = await encoderDecoderWeights(model, modelFolder, [reading, writing])
    const { sessions } = await openSessions({ reading, writing }, wish, onNote)
    return new GapWriter(model, tokenizer, weights, sessions)
  }

  /** Reads the texts once, however often something is written for them. */
  async read(texts: readonly ArrayLike<number>[]): Promise<ReadTexts> {
    const pieces: ReadPiece[] = []
    for (const rows of planEvaluation(
      texts.map(({ length }) => length),
      pieceTokens,
    )) {
      const feeds = textFeeds(
        this.model,
        rows.map((row) => texts[row]!),
      )
      const { states } = await this.sessions.reading.run({ ...this.weights, ...feeds }, { states: null })
      pieces.push({ rows: rows.length, feeds: { states: states!, mask: feeds['mask']! } })
    }
    return pieces
  }

  /**
   * For each of `written`, all of one length and begun with the model's own start: the mean over all texts of the
   * log-probability of every token of the vocabulary [V] to come next.
   */
  async next(texts: ReadTexts, written: readonly (readonly number[])[]): Promise<Float32Array[]> {
    const rows = texts.reduce((sum, piece) => sum + piece.rows, 0)
    const means = written.map(() => new Float32Array(this.model.facts.vocabulary))
    for (const piece of texts) {
      const sequences = Math.min(pieceSequences, pieceWritten / written[0]!.length)
      const together = Math.max(1, Math.floor(sequences / piece.rows))
      for (let from = 0; from < written.length; from += together) {
        const some = written.slice(from, from + together)
        // Text by text, each with all that is written.
        const repeated = Array.from({ length: piece.rows }, () => some).flat()
        const feeds = { ...piece.feeds, ...writtenFeeds(this.model, repeated) }
        const { sums } = await this.sessions.writing.run({ ...this.weights, ...feeds }, { sums: null })
        const data = sums!.data as Float32Array
        const size = this.model.facts.vocabulary
        some.forEach((_, k) => {
          const mean = means[from + k]!
          for (let id = 0; id < size; id++) mean[id]! += data[k * size + id]! / rows
        })
      }
    }
    return means
  }

  async release(): Promise<void> {
    await this.sessions.reading.release()
    await this.sessions.writing.release()
  }
}

/** Weights for the parameters of `graphs`. @throws LabError('tensor') where one is missing or has another shape. */
export async function encoderDecoderWeights(
  model: EncoderDecoder,
  folder: string,
  graphs: readonly Graph[],
): Promise<Weights['tensors']> {
  const parameters = new Map(graphs.flatMap((g) => [...g.parameters]))
  const checkpoint = await openCheckpoint(folder)
  try {
    const missing = [...parameters.keys()].find(
      (name) => storedName(checkpoint, model.aliases(name)) === undefined,
    )
    if (missing !== undefined)
      throw new LabError(
        'tensor',
        `${checkpoint.path} has no weight called ${missing}, which its config.json asks for. The download may be incomplete.`,
        { tensor: missing, file: checkpoint.path },
      )
    return (await loadWeights(parameters.values(), [], checkpoint, model.aliases, 0)).tensors
  } finally {
    await checkpoint.close()
  }
}
