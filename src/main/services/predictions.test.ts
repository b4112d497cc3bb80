// What runs say of texts: those on one model share its process, and a model that nobody asks any more leaves the memory.
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestLab, sampleSpec, temporaryFolder } from '../../testing/host/samples.ts'
import { writeTinyBert } from '../../testing/tinyBert.ts'
import type { Lab } from './lab.ts'

let lab: Lab
const folders: { [model: string]: string } = {}
beforeEach(async () => {
  lab = await openTestLab(temporaryFolder())
  for (const model of ['tiny', 'other']) folders[model] = join(lab.context.home.models, model)
  await writeTinyBert(folders['other']!)
})
afterEach(() => lab.close())

const addRun = (model: string): string =>
  lab.context.store.runs.add({
    name: '',
    spec: sampleSpec({ model }),
    datasetName: '',
    datasetHash: '',
    modelTitle: model,
    modelFolder: folders[model]!,
  }).id

/** Asks for one text; says which process answered for each run. */
async function processes(...ids: string[]): Promise<{ id: string; pid: string }[]> {
  const { answers } = await lab.handlers['runs.predict']({ ids, texts: [{ text: 'a text' }] })
  return answers.map(({ id, predictions: [one] }) => {
    // The double tells both, see doubleTrainer.ts.
    const [pid, run] = one!.probabilities.map(({ label }) => label)
    expect(run).toBe(id)
    return { id, pid: pid! }
  })
}

const isAlive = (pid: string): boolean => {
  try {
    return process.kill(Number(pid), 0)
  } catch {
    return false
  }
}

test('runs on one model are answered by one process, in the order in which they were asked for', async () => {
  const [a, b, c] = [addRun('tiny'), addRun('other'), addRun('tiny')]
  const answers = await processes(a, b, c)
  expect(answers.map(({ id }) => id)).toEqual([a, b, c])
  const [first, second, third] = answers.map(({ pid }) => pid)
  expect(third).toBe(first)
  expect(second).not.toBe(first)
  expect((await processes(c))[0]!.pid, 'another run on the same model').toBe(first)
})

test('a model leaves the memory when runs on another one are asked, but not before it has answered', async () => {
  const [a, b] = [addRun('tiny'), addRun('other')]
  const [[first], [second]] = await Promise.all([processes(a), processes(b)])
  await expect.poll(() => isAlive(first!.pid)).toBe(false)
  expect(isAlive(second!.pid)).toBe(true)
  expect((await processes(a))[0]!.pid).not.toBe(first!.pid)
})
