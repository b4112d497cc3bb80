import { expect, test } from 'vitest'
import { random } from '../../../shared/random.ts'
import { Session, tensor } from '../../runtime/session.ts'
import { backward } from '../backward.ts'
import { createGraph } from '../graph.ts'

test('the gradient of a look-up is the same bit for bit with many threads and thousands of repeated ids', async () => {
  const [rows, width, ids] = [40, 96, 20_000]
  const g = createGraph({ training: true })
  const table = g.parameter('table', [rows, width])
  const looked = g.embed(table, g.input('ids', ['M'], 'int64'))
  const loss = g.squaredError(
    g.reshape(looked, null, null, { shape: [ids * width, 1] }),
    g.input('target', [ids * width, 1]),
    g.input('weights', [ids * width, 1]),
  )
  g.output('gradient', backward(g, loss, [table])[0]!)
  const session = await Session.create(g, { device: 'cpu', threads: 8 })
  const rng = random(11)
  const normal = (n: number): Float32Array => Float32Array.from({ length: n }, () => rng.normal())
  const feeds = {
    table: tensor(normal(rows * width), [rows, width]),
    ids: tensor(
      BigInt64Array.from({ length: ids }, () => BigInt(rng.integer(rows))),
      [ids],
    ),
    target: tensor(normal(ids * width), [ids * width, 1]),
    weights: tensor(normal(ids * width), [ids * width, 1]),
  }
  const gradient = async (): Promise<Buffer> => {
    const { gradient } = await session.run(feeds, { gradient: null })
    return Buffer.from((gradient!.data as Float32Array).slice().buffer)
  }
  const first = await gradient()
  // By hand, in order and in single precision as well: sum over the places of each id
  const expected = new Float64Array(rows * width)
  const [t, y, w] = [feeds.table, feeds.target, feeds.weights].map((x) => x.data as Float32Array)
  const id = feeds.ids.data as BigInt64Array
  for (let m = 0; m < ids; m++)
    for (let d = 0; d < width; d++) {
      const at = Number(id[m]) * width + d
      expected[at]! += 2 * w![m * width + d]! * (t![at]! - y![m * width + d]!)
    }
  const found = new Float32Array(first.buffer, first.byteOffset, rows * width)
  for (let i = 0; i < found.length; i++) expect(Math.abs(found[i]! - expected[i]!)).toBeLessThan(0.01)
  for (let again = 0; again < 10; again++) expect(first.equals(await gradient())).toBe(true)
  await session.release()
})
