// The golden files are whole: every case has the tensors that its entry promises.
import { expect, test } from 'vitest'
import { openCheckpoint } from '../core/files/checkpoint.ts'
import { goldenFamilies, goldenFolder, readGolden, readGoldenTensors } from './golden.ts'

test.for(goldenFamilies)(
  '%s: every golden case has logits, and a start, a gradient and an end for each trainable tensor',
  async (family) => {
    const { cases, optimizer } = await readGolden(family)
    const base = await openCheckpoint(goldenFolder(family))
    expect(cases.length).toBeGreaterThan(0)
    for (const { file, trainable, losses } of cases) {
      const tensors = await readGoldenTensors(family, file)
      const fresh = trainable.filter((name) => !base.tensors.has(name))
      const expected = [
        ...fresh.map((name) => `initial/${name}`),
        ...trainable.flatMap((name) => [`gradient/${name}`, `after/${name}`]),
        'logits',
      ]
      expect([...tensors.keys()].sort(), file).toEqual(expected.sort())
      for (const [name, { data }] of tensors)
        expect(data.every(Number.isFinite), `${file} ${name}`).toBe(true)
      expect(losses).toHaveLength(optimizer.steps)
      expect(losses.at(-1), file).toBeLessThan(losses[0]!)
    }
    await base.close()
  },
)
