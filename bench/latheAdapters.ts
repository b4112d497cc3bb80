// Runs in memory, in a process of its own: work as JSON in argv, the result as JSON on stdout.
import { Predictor } from '../src/core/inference/predictor.ts'
import { SharedBase } from '../src/core/inference/sharedBase.ts'
import type { Example } from '../src/shared/dataset.ts'
import { reviews } from '../src/testing/runPlace.ts'
import type { AdapterResult, AdapterWork } from './adapterWork.ts'
import { median } from './statistics.ts'

/** How often each way is timed, after two goes to warm up. */
const texts = 12
const warm = 2

const work = JSON.parse(process.argv[2]!) as AdapterWork
const before = process.memoryUsage.rss()
const ask = await opened(work)
const examples = reviews(texts + warm)
  .split('\n')
  .slice(1)
  .map((line, row): Example => ({ row, text: line.split(',')[0]! }))
const all = await timed((example) => ask(work.runFolders, example))
const bytes = process.memoryUsage.rss() - before
const switched = await timed((example, i) => ask([work.runFolders[i % work.runFolders.length]!], example))
console.log(JSON.stringify({ bytes, milliseconds: all, switched } satisfies AdapterResult))

type Ask = (runFolders: readonly string[], example: Example) => Promise<unknown>

async function opened({ side, modelFolder, runFolders }: AdapterWork): Promise<Ask> {
  const quiet = (): void => {}
  if (side === 'shared') {
    const base = await SharedBase.open(modelFolder, quiet)
    // Once each, so that switching is measured and not reading.
    for (const folder of runFolders) await base.predict([folder], [{ row: 0, text: 'a film' }])
    return (folders, example) => base.predict(folders, [example])
  }
  const models = new Map<string, Predictor>()
  for (const runFolder of runFolders)
    models.set(runFolder, await Predictor.open({ modelFolder, runFolder }, quiet))
  return async (folders, example) => {
    for (const folder of folders) await models.get(folder)!.predict([example])
  }
}

async function timed(go: (example: Example, index: number) => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (const [i, example] of examples.entries()) {
    const start = performance.now()
    await go(example, i)
    times.push(performance.now() - start)
  }
  return median(times.slice(warm))
}
