// A run with exits kept in memory, whose texts leave as soon as a rule lets them.
import type { Left } from '../core/inference/exits/leaving.ts'
import { ExitPredictor } from '../core/inference/exits/exitPredictor.ts'
import type { Example } from '../shared/dataset.ts'
import type { ExitTimes, LayerSaid } from '../shared/exits/answers.ts'
import type { ExitRule } from '../shared/exits/rules.ts'
import type { FromWorker, Job, ToWorker } from '../shared/jobs.ts'

/** How often each way is measured, unless that takes too long. */
const rounds = 5
const mostMilliseconds = 1500

export class Leaver {
  private readonly predictor: ExitPredictor
  /** The question before: one that is measured must have the processor for itself. */
  private before: Promise<unknown> = Promise.resolve()

  private constructor(predictor: ExitPredictor) {
    this.predictor = predictor
  }

  static async open(
    { place }: Extract<Job, { kind: 'leaver' }>,
    note: (sentence: string) => void,
  ): Promise<Leaver> {
    const leaver = new Leaver(await ExitPredictor.open(place, note))
    // The first texts also pay for what ONNX Runtime sets up.
    await leaver.predictor.answer([{ row: 1, text: 'a' }], null)
    return leaver
  }

  leave(question: Extract<ToWorker, { kind: 'leave' }>): Promise<FromWorker> {
    const answer = this.before.then(() => this.answer(question))
    this.before = answer.catch(() => {})
    return answer
  }

  private async answer({
    id,
    examples,
    rule,
    measure,
  }: Extract<ToWorker, { kind: 'leave' }>): Promise<FromWorker> {
    const start = performance.now()
    const answers = await this.predictor.answer(examples, rule)
    const milliseconds = performance.now() - start
    return {
      kind: 'left',
      id,
      milliseconds,
      layers: this.predictor.layers,
      answers: answers.map(({ layer, path, predicted }) => ({
        ...predicted,
        probabilities: [...predicted.probabilities],
        layer,
        path: path.map((answer) => this.said(answer)),
      })),
      times: measure && rule ? await this.times(examples, rule) : null,
    }
  }

  /** Medians of both ways, which take turns, so that what else the machine does meets both; the first round only warms up. */
  private async times(examples: readonly Example[], rule: ExitRule): Promise<ExitTimes> {
    const [early, all]: [number[], number[]] = [[], []]
    const began = performance.now()
    const last = (await this.predictor.answer(examples, null)).map(({ path }) => this.said(path.at(-1)!))
    await this.predictor.answer(examples, rule)
    while (early.length < rounds && (early.length === 0 || performance.now() - began < mostMilliseconds)) {
      early.push(await this.milliseconds(examples, rule))
      all.push(await this.milliseconds(examples, null))
    }
    return { early: median(early), all: median(all), last }
  }

  private async milliseconds(examples: readonly Example[], rule: ExitRule | null): Promise<number> {
    const start = performance.now()
    await this.predictor.answer(examples, rule)
    return performance.now() - start
  }

  private said({ logits, doubt }: Left['path'][number]): LayerSaid {
    const { probabilities, ...predicted } = this.predictor.task.predict(logits as Float32Array)
    return {
      ...predicted,
      probabilities: [...probabilities],
      logits: Array.from(logits),
      doubt: doubt ?? null,
    }
  }
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!
