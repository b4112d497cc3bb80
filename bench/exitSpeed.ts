// Seconds, not layers: a run's texts by the whole model, by its layers one after another, and by as few of them as a rule allows.
import { ExitPredictor } from '../src/core/inference/exits/exitPredictor.ts'
import { Predictor } from '../src/core/inference/predictor.ts'
import type { Example } from '../src/shared/dataset.ts'
import type { ExitRule } from '../src/shared/exits/rules.ts'
import type { RunPlace } from '../src/shared/jobs.ts'
import { median } from './statistics.ts'

/** Milliseconds per text. */
export interface ExitSpeed {
  /** The whole model as one graph that is fed its weights, as without exits. */
  readonly whole: number
  /** Layer by layer with weights packed beforehand, nobody leaves: for one text the faster way of the two. */
  readonly layers: number
  readonly early: number
}

const alone = 100
const together = 32

/**
 * Speed on the first `texts` (at least 32), one at a time and 32 at a time. The three ways take turns, text by text and batch by
 * batch, so that what else the machine does meets all of them; each figure is the median of `rounds` rounds.
 */
export async function exitSpeed(
  place: Pick<RunPlace, 'runFolder' | 'modelFolder'>,
  rule: ExitRule,
  texts: readonly Example[],
  rounds: number,
): Promise<{ readonly single: ExitSpeed; readonly batch: ExitSpeed }> {
  const whole = await Predictor.open(place, () => {})
  const layered = await ExitPredictor.open(place, () => {})
  const ways = {
    whole: (rows: readonly Example[]) => whole.logits(rows),
    layers: (rows: readonly Example[]) => layered.answer(rows, null),
    early: (rows: readonly Example[]) => layered.answer(rows, rule),
  }
  const inTurn = async (size: number, rows: readonly Example[]): Promise<ExitSpeed> => {
    const found = { whole: [] as number[], layers: [] as number[], early: [] as number[] }
    // The first round only warms up.
    for (let round = 0; round <= rounds; round++) {
      const sums = { whole: 0, layers: 0, early: 0 }
      for (let i = 0; i + size <= rows.length; i += size)
        for (const way of Object.keys(ways) as (keyof typeof ways)[]) {
          const start = performance.now()
          await ways[way](rows.slice(i, i + size))
          sums[way] += performance.now() - start
        }
      const done = Math.floor(rows.length / size) * size
      if (round > 0)
        for (const way of Object.keys(sums) as (keyof typeof sums)[]) found[way].push(sums[way] / done)
    }
    return { whole: median(found.whole), layers: median(found.layers), early: median(found.early) }
  }
  try {
    return { single: await inTurn(1, texts.slice(0, alone)), batch: await inTurn(together, texts) }
  } finally {
    await whole.release()
    await layered.release()
  }
}
