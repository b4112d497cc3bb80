import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeTinyBert } from '../../testing/tinyBert.ts'
import { openCheckpoint } from '../files/checkpoint.ts'
import { openModel } from '../models/open.ts'
import { teacherTargets, totalWeight, type Teacher } from '../objectives/teacher.ts'
import { Session } from '../runtime/session.ts'
import { bertSpecialTokens } from '../tokens/bertTokenizer.ts'
import { pack } from '../tokens/pack.ts'
import { loadTokenizer } from '../tokens/tokenizer.ts'
import { batchFeeds } from './feeds.ts'
import { context, still } from './graphs.ts'
import { openTeacher } from './teacher.ts'
import { loadWeights } from './weights.ts'

const device = { device: 'cpu', threads: 1 } as const
const width = 32
// The teacher knows "playing" in two pieces and "great" in one; the student the other way round.
const teachers = [...bertSpecialTokens, 'play', '##ing', 'great', 'the', 'fun']
const students = [...bertSpecialTokens, 'playing', 'gr', '##eat', 'the']
const [unknown, cls, sep] = [1, 2, 3]
const [playing, gr, eat, the] = [5, 6, 7, 8]

let folder: string
let teacher: Teacher

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lathe-teacher-'))
  await writeTinyBert(folder, { vocabulary: teachers, hidden: width })
  const student = join(folder, 'student')
  await writeTinyBert(student, { vocabulary: students })
  teacher = await openTeacher(folder, await loadTokenizer(student), device)
})
afterAll(() => rm(folder, { recursive: true }))

/** The teacher's last states of its own ids, by the encoder alone. */
async function statesOf(ids: number[]): Promise<Float32Array[]> {
  const model = await openModel(folder)
  const c = context(model, { hooks: {}, trains: () => false }, false)
  c.g.output('states', model.encode(c, still).at(-1)!)
  const checkpoint = await openCheckpoint(folder)
  const weights = await loadWeights(c.g.parameters.values(), [], checkpoint, model.aliases, 0)
  await checkpoint.close()
  const session = await Session.create(c.g, device)
  const feeds = { ...weights.tensors, ...batchFeeds(pack([{ ids }])) }
  const data = (await session.run(feeds, { states: null }))['states']!.data as Float32Array
  return ids.map((_, i) => data.slice(i * width, (i + 1) * width))
}

function meanOf(states: readonly Float32Array[]): number[] {
  const sum = Array.from({ length: width }, (_, k) => states.reduce((total, s) => total + s[k]!, 0))
  const root = Math.sqrt(sum.reduce((total, x) => total + x * x, 0) / width)
  return sum.map((x) => x / root)
}

test('a token gets the mean of the teacher’s states over its word, [CLS] that over its row', async () => {
  // the playing gr ##eat, which the teacher reads as: the play ##ing great
  const row = { ids: [cls, the, playing, gr, eat, sep] }
  const seen = await statesOf([2, 8, 5, 6, 7, 3])
  const { states, weights } = await teacher.read([row])
  const expected = [seen, [seen[1]!], [seen[2]!, seen[3]!], [seen[4]!], [seen[4]!], [seen[5]!]].map(meanOf)
  expected.forEach((state, i) => {
    const found = [...states.subarray(i * width, (i + 1) * width)]
    state.forEach((x, k) => expect(found[k]!, `token ${i}, number ${k}`).toBeCloseTo(x, 4))
  })
  expect([...weights]).toEqual([5, 1, 1, 1, 1, 1])
})

test('what the student cannot spell teaches nothing, and rows do not see each other', async () => {
  const row = { ids: [cls, the, unknown, sep] }
  const other = { ids: [cls, playing, playing, playing, sep] }
  const alone = await teacher.read([row])
  const { states, weights } = await teacher.read([other, row])
  expect([...alone.weights]).toEqual([5, 1, 0, 1])
  expect([...weights.subarray(5)]).toEqual([5, 1, 0, 1])
  alone.states.forEach((x, i) => expect(states[5 * width + i]).toBeCloseTo(x, 4))
  const seen = { states, weights }
  const { teacherWeights } = teacherTargets(seen, width, totalWeight(seen), 3)
  const total = (teacherWeights.data as Float32Array).reduce((sum, weight) => sum + weight, 0)
  expect(total * width).toBeCloseTo(3, 4)
})
