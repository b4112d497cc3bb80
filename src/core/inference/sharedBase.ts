// One pre-trained model in memory, and any number of runs on top of it: to switch between them is to feed other weights.
import { createHash } from 'node:crypto'
import type { Example } from '../../shared/dataset.ts'
import type { Predicted } from '../../shared/jobs.ts'
import type { Graph } from '../graph/graph.ts'
import { serialize } from '../graph/serialize.ts'
import type { Model } from '../models/family.ts'
import { openModel } from '../models/open.ts'
import { openSessions } from '../runtime/openSessions.ts'
import type { Session } from '../runtime/session.ts'
import { loadTokenizer, type Tokenizer } from '../tokens/tokenizer.ts'
import { askRows } from '../training/askRows.ts'
import { bestMark } from '../training/bestWeights.ts'
import { evaluationGraph } from '../training/graphs.ts'
import { SentenceVectors } from '../training/sentenceVectors.ts'
import { openBaseRun, type BaseRun } from './baseRun.ts'
import { BaseWeights } from './baseWeights.ts'
import { onePassGraph, ownName, sharing, type Member } from './onePass.ts'
import { logitsOfPass, type Pass } from './pass.ts'

/** What the runs said, in the order in which they were asked. */
export interface Answers {
  readonly predictions: readonly (readonly Predicted[])[]
  /** How often the texts went through the model. */
  readonly passes: number
}

/** Weights of runs that nobody asks for at the moment are kept up to so many bytes. */
const keptBytes = 256 * 2 ** 20
const keptPasses = 32

export class SharedBase {
  private readonly model: Model
  private readonly tokenizer: Tokenizer
  private readonly onNote: (sentence: string) => void
  private readonly mayShare: (member: Member) => boolean
  private readonly weights: BaseWeights
  /** By folder, the longest unasked first. */
  private readonly runs = new Map<string, BaseRun>()
  /** By their runs, the longest unused first. */
  private readonly passes = new Map<string, Pass>()
  /** By device, threads and graph: passes of runs of the same kinds differ in their weights alone. */
  private readonly sessions = new Map<string, Session>()
  private vectors: Promise<SentenceVectors> | undefined
  private last: Promise<unknown> = Promise.resolve()

  private constructor(
    folder: string,
    model: Model,
    tokenizer: Tokenizer,
    onNote: (sentence: string) => void,
  ) {
    this.weights = new BaseWeights(folder, model)
    this.model = model
    this.tokenizer = tokenizer
    this.onNote = onNote
    this.mayShare = sharing(model)
  }

  /** Opens the model; its weights are read when a run first needs them. */
  static async open(modelFolder: string, onNote: (sentence: string) => void): Promise<SharedBase> {
    return new SharedBase(modelFolder, await openModel(modelFolder), await loadTokenizer(modelFolder), onNote)
  }

  /**
   * What each of the runs in `runFolders` says of `examples`. Runs that may share a pass do. Throws as openBaseRun, and
   * `tensor` where weights are missing. Questions are answered one after the other.
   */
  predict(runFolders: readonly string[], examples: readonly Example[]): Promise<Answers> {
    const answers = this.last.then(() => this.answer(runFolders, examples))
    this.last = answers.catch(() => {})
    return answers
  }

  /** Bytes of the weights in memory: the model's, and those of its runs. */
  get bytes(): { readonly base: number; readonly runs: number } {
    const sum = (sizes: readonly number[]): number => sizes.reduce((a, b) => a + b, 0)
    return {
      base: this.weights.bytes,
      runs: sum([...this.runs.values()].map(({ bytes }) => bytes)),
    }
  }

  async release(): Promise<void> {
    this.passes.clear()
    await this.releaseUnused()
    await (await this.vectors)?.release()
  }

  private async answer(runFolders: readonly string[], examples: readonly Example[]): Promise<Answers> {
    const runs: BaseRun[] = []
    for (const folder of runFolders) runs.push(await this.run(folder))
    const logits: (readonly Float32Array[])[] = []
    const groups = Map.groupBy(runs.keys(), (i) => this.groupOf(runs[i]!, i))
    for (const indices of groups.values()) {
      const pass = await this.passOf(indices.map((i) => runs[i]!))
      const [{ maxLength, question, demonstrator }] = pass.runs as [BaseRun]
      const asking = { tokenizer: this.tokenizer, question, demonstrator }
      const table = await askRows(examples, asking, maxLength)
      const found = await logitsOfPass(pass, table)
      indices.forEach((i, k) => (logits[i] = found[k]!))
    }
    await this.forget(new Set(runs))
    return {
      predictions: runs.map(({ task }, i) => logits[i]!.map((row) => task.predict(row))),
      passes: groups.size,
    }
  }

  /** Opened once, by the first run that looks for rows like others. */
  private readonly openVectors = (): Promise<SentenceVectors> =>
    (this.vectors ??= SentenceVectors.open(this.model, this.tokenizer, (parameters) =>
      this.weights.read(parameters),
    ))

  private async run(folder: string): Promise<BaseRun> {
    const known = this.runs.get(folder)
    const fresh = known !== undefined && known.mark === (await bestMark(folder))
    const run = fresh ? known : await openBaseRun(folder, this.model, this.tokenizer, this.openVectors)
    this.runs.delete(folder)
    this.runs.set(folder, run)
    return run
  }

  /** The same for runs that go through the model together. */
  private groupOf(run: BaseRun, index: number): string {
    const { device, threads } = run.file.spec
    return run.question === undefined && this.mayShare(run)
      ? `${device} ${threads} ${run.maxLength}`
      : `alone ${index}`
  }

  private async passOf(runs: readonly BaseRun[]): Promise<Pass> {
    const key = runs.map(({ folder, mark }) => `${folder} ${mark}`).join('\n')
    const pass = this.passes.get(key) ?? (await this.open(runs))
    this.passes.delete(key)
    this.passes.set(key, pass)
    return pass
  }

  private async open(runs: readonly BaseRun[]): Promise<Pass> {
    const [first] = runs as [BaseRun]
    const { graph, lanes } =
      runs.length > 1
        ? onePassGraph(this.model, runs)
        : { graph: evaluationGraph(first.model, first.tuning, first.task, first.question), lanes: 0 }
    const own = Object.fromEntries(
      runs.flatMap(({ weights }, i) =>
        Object.entries(weights).map(
          ([name, weight]) => [lanes > 0 ? ownName(i, name) : name, weight] as const,
        ),
      ),
    )
    const parameters = [...graph.parameters.values()]
    const shared = await this.weights.read(parameters.filter(({ value }) => !(value.name in own)))
    const feeds = Object.fromEntries(
      parameters.map(({ value: { name } }) => [name, own[name] ?? shared[name]!]),
    )
    return { runs, session: await this.session(graph, first.file), feeds, lanes }
  }

  private async session(graph: Graph, { spec: { device, threads } }: BaseRun['file']): Promise<Session> {
    const hash = createHash('sha256').update(serialize(graph.emitter)).digest('base64')
    const key = `${device} ${threads} ${hash}`
    const session =
      this.sessions.get(key) ??
      (await openSessions({ answering: graph }, { device, threads }, this.onNote)).sessions.answering
    this.sessions.set(key, session)
    return session
  }

  /** Forgets the passes and the weights that were longest not asked for, and whatever stood on weights of before. */
  private async forget(asked: ReadonlySet<BaseRun>): Promise<void> {
    let { runs: bytes } = this.bytes
    for (const [folder, run] of this.runs) {
      if (bytes <= keptBytes) break
      if (asked.has(run)) continue
      this.runs.delete(folder)
      bytes -= run.bytes
    }
    let many = this.passes.size
    for (const [key, { runs }] of this.passes) {
      if (many <= keptPasses && runs.every((run) => this.runs.get(run.folder) === run)) continue
      this.passes.delete(key)
      many--
    }
    await this.releaseUnused()
  }

  private async releaseUnused(): Promise<void> {
    const used = new Set([...this.passes.values()].map(({ session }) => session))
    for (const [key, session] of this.sessions) {
      if (used.has(session)) continue
      this.sessions.delete(key)
      await session.release()
    }
  }
}
