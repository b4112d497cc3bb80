// The rules leave at the layers at which the released code of DeeBERT, PABEE and BERxiT does (parity/exits.py).
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { goldenFolder } from '../../testing/golden.ts'
import { exitLayer, type ExitRuleName } from './rules.ts'

interface Table {
  /** [rows][layers][classes]; one class is a number. */
  readonly logits: readonly (readonly (readonly number[])[])[]
  /** [rows][layers], before the sigmoid. */
  readonly doubts: readonly (readonly number[])[]
  readonly exits: readonly {
    readonly rule: ExitRuleName
    /** Of entropies in nats. */
    readonly threshold: number
    readonly layers: readonly number[]
  }[]
}

describe('the layers that texts leave at', async () => {
  const { tables } = JSON.parse(await readFile(join(goldenFolder('exits'), 'rules.json'), 'utf8')) as {
    readonly tables: readonly Table[]
  }
  const cases = tables.flatMap(({ logits, doubts, exits }) =>
    exits.map((exit) => ({ ...exit, logits, doubts, classes: logits[0]![0]!.length })),
  )
  test.for(cases)(
    '$rule $threshold, $classes outputs',
    ({ rule, threshold, layers, logits, doubts, classes }) => {
      // Ours are shares of ln C.
      const ours = rule === 'entropy' ? threshold / Math.log(classes) : threshold
      const found = logits.map((row, i) =>
        exitLayer(
          { rule, threshold: ours },
          row.map((one, l) => ({ logits: one, doubt: doubts[i]![l]! })),
        ),
      )
      expect(found).toEqual(layers)
      // Neither nobody nor everybody leaves at one layer.
      expect(new Set(layers).size).toBeGreaterThan(1)
    },
  )
})
