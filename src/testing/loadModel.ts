// A process of its own that loads a model's weights once and says what that cost: folder and tuning in argv, JSON on stdout.
import { openMethod } from '../core/training/method.ts'
import { resolveSpec } from '../core/catalog/resolveSpec.ts'

/** What loading cost. */
export interface LoadCost {
  readonly seconds: number
  /** Resident memory at its highest, above what the process held just before. */
  readonly bytes: number
}

const [folder = '', tuning = ''] = process.argv.slice(2)
const labels = ['no', 'yes']
const method = await openMethod(folder, {
  version: 1,
  spec: resolveSpec({ dataset: 'none', model: folder, tuning: { id: tuning } }),
  labels,
  counts: labels.map(() => 1),
  pairs: false,
  dataset: { name: 'none', hash: '' },
})
const { graph, trained } = method.trainingGraph()
const before = process.memoryUsage.rss()
const start = performance.now()
const { tensors } = await method.load(graph.parameters.values(), trained)
const seconds = (performance.now() - start) / 1000
const bytes = process.resourceUsage().maxRSS * 1024 - before
// Whoever measures loading must have something loaded at the end.
if (Object.keys(tensors).length !== graph.parameters.size) throw new Error('Not every weight was loaded.')
console.log(JSON.stringify({ seconds, bytes } satisfies LoadCost))
