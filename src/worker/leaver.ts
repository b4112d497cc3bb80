// A run with exits kept in memory, whose texts leave as soon as a rule lets them.
import type { Left } from '../core/inference/exits/leaving.ts'
import { ExitPredictor } from '../core/inference/exits/exitPredictor.ts'
import type { LayerSaid } from '../shared/exits/answers.ts'
import type { FromWorker, Job, ToWorker } from '../shared/jobs.ts'

export class Leaver {
  private readonly predictor: ExitPredictor

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

  async leave({ id, examples, rule }: Extract<ToWorker, { kind: 'leave' }>): Promise<FromWorker> {
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
    }
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
