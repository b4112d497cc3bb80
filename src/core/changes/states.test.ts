// The states that are read are PyTorch's, in every family: first and last tokens and means, at every layer.
import { expect, test } from 'vitest'
import type { StateReads } from '../../shared/changes.ts'
import {
  goldenFamilies,
  goldenFolder,
  readGolden,
  readGoldenTensors,
  type GoldenBatch,
} from '../../testing/golden.ts'
import { openCheckpoint } from '../files/checkpoint.ts'
import { openModel } from '../models/open.ts'
import { Session } from '../runtime/session.ts'
import type { TokenTable } from '../tokens/table.ts'
import { loadWeights } from '../training/weights.ts'
import { readStates, statesGraph, untuned } from './states.ts'

const reads: StateReads[] = ['first', 'last', 'mean']

test.for(goldenFamilies)('%s', async (family) => {
  const model = await openModel(goldenFolder(family))
  const { batch } = await readGolden(family)
  const hidden = await readGoldenTensors(family, 'hidden.safetensors')
  const checkpoint = await openCheckpoint(goldenFolder(family))
  const graph = statesGraph(model, untuned, reads)
  const { tensors } = await loadWeights(graph.parameters.values(), [], checkpoint, model.aliases, 0)
  await checkpoint.close()
  const session = await Session.create(graph, { device: 'cpu', threads: 1 })
  const table = tableOf(batch)
  const found = await readStates(session, tensors, table, model.facts.layers + 1, reads)

  const names = ['embeddings', 'layer.0', 'layer.1']
  for (const [layer, name] of names.entries()) {
    const { data, shape } = hidden.get(name)!
    const width = shape[1]!
    for (let row = 0; row < table.count; row++) {
      const tokens = Array.from({ length: batch.lengths[row]! }, (_, i) => table.offsets[row]! + i)
      const token = (m: number): number[] => [...data.subarray(m * width, (m + 1) * width)]
      const expected = {
        first: token(tokens[0]!),
        last: token(tokens.at(-1)!),
        mean: token(0).map((_, k) => tokens.reduce((sum, m) => sum + token(m)[k]!, 0) / tokens.length),
      }
      for (const read of reads) {
        const states = found.get(read)![layer]!
        expect(states.width).toBe(width)
        expected[read].forEach((value, k) => expect(states.data[row * width + k]).toBeCloseTo(value, 4))
      }
    }
  }
})

function tableOf({ ids, tokenTypes, lengths }: GoldenBatch): TokenTable {
  const offsets = [0]
  for (const length of lengths) offsets.push(offsets.at(-1)! + length)
  return {
    count: ids.length,
    each: 1,
    rows: Int32Array.from(ids.keys()),
    ids: Int32Array.from(ids.flat()),
    types: Uint8Array.from(tokenTypes.flat()),
    offsets: Int32Array.from(offsets),
    asks: new Int32Array(0),
    truncated: 0,
    unknown: 0,
  }
}
