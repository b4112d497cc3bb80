// The golden files are whole: every case has the tensors that its entry promises.
import { expect, test } from 'vitest'
import { openCheckpoint } from '../core/files/checkpoint.ts'
import { goldenFolder, readGolden, readGoldenTensors } from './golden.ts'

test('every golden case has logits, and a start, a gradient and an end for each trainable tensor', async () => {
  const { cases, optimizer } = await readGolden()
  const base = await openCheckpoint(goldenFolder)
  expect(cases).toHaveLength(20)
  for (const { file, trainable, losses } of cases) {
    const tensors = await readGoldenTensors(file)
    const fresh = trainable.filter((name) => !base.tensors.has(name))
    const expected = [
      ...fresh.map((name) => `initial/${name}`),
      ...trainable.flatMap((name) => [`gradient/${name}`, `after/${name}`]),
      'logits',
    ]
    expect([...tensors.keys()].sort(), file).toEqual(expected.sort())
    for (const [name, { data }] of tensors) expect(data.every(Number.isFinite), `${file} ${name}`).toBe(true)
    expect(losses).toHaveLength(optimizer.steps)
    expect(losses.at(-1), file).toBeLessThan(losses[0]!)
  }
  await base.close()
})
