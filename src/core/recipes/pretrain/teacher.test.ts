import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openCheckpoint } from '../../files/checkpoint.ts'
import { openModel } from '../../models/open.ts'
import { Session } from '../../runtime/session.ts'
import { bertSpecialTokens } from '../../tokens/bertTokenizer.ts'
import { pack } from '../../tokens/pack.ts'
import { batchFeeds } from '../../training/feeds.ts'
import { context, still } from '../../training/graphs.ts'
import { loadWeights } from '../../training/weights.ts'
import { writeTinyBert } from '../../../testing/tinyBert.ts'
import { openTeacher, teacherFeeds, type Teacher } from './teacher.ts'
import { teacherEmbeddings } from './teacherEmbeddings.ts'
import { special } from './vocabulary.ts'

const device = { device: 'cpu', threads: 1 } as const
const width = 32
// The teacher knows "playing" in two pieces and "great" in one; the student the other way round.
const teachers = [...bertSpecialTokens, 'play', '##ing', 'great', 'the', 'fun']
const students = [...bertSpecialTokens, 'playing', 'gr', '##eat', 'the', 'unseen']
const [playing, gr, eat, the, unseen] = [5, 6, 7, 8, 9]

let folder: string
let teacher: Teacher

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lathe-teacher-'))
  await writeTinyBert(folder, { vocabulary: teachers, hidden: width })
  teacher = await openTeacher(folder, students, device)
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
  const row = Int32Array.of(special.cls, the, playing, gr, eat, special.sep)
  const seen = await statesOf([2, 8, 5, 6, 7, 3])
  const { states, weights } = await teacher.read([row])
  const expected = [seen, [seen[1]!], [seen[2]!, seen[3]!], [seen[4]!], [seen[4]!], [seen[5]!]].map(meanOf)
  expected.forEach((state, i) => {
    const found = [...states.subarray(i * width, (i + 1) * width)]
    state.forEach((x, k) => expect(found[k]!, `token ${i}, number ${k}`).toBeCloseTo(x, 4))
  })
  expect([...weights.subarray(1)]).toEqual([1, 1, 1, 1, 1])
})

test('what the student cannot spell teaches nothing, and rows do not see each other', async () => {
  const row = Int32Array.of(special.cls, the, special.unknown, special.sep)
  const other = Int32Array.of(special.cls, playing, playing, playing, special.sep)
  const alone = await teacher.read([row])
  const { states, weights } = await teacher.read([other, row])
  expect([...alone.weights.subarray(1)]).toEqual([1, 0, 1])
  expect([...weights.subarray(6)]).toEqual([1, 0, 1])
  alone.states.forEach((x, i) => expect(states[5 * width + i]).toBeCloseTo(x, 4))
  const { teacherWeights } = teacherFeeds({ states, weights }, width, 3)
  const total = (teacherWeights.data as Float32Array).reduce((a, b) => a + b, 0)
  expect(total * width).toBeCloseTo(3, 4)
})

test('first embeddings keep the angles of the teacher’s view of single words', async () => {
  const embeddings = await teacherEmbeddings(teacher, students.length, width, 1, 0.1)
  const row = (id: number): Float32Array => embeddings.subarray(id * width, (id + 1) * width)
  for (const id of [playing, gr, the, special.mask])
    expect(Math.hypot(...row(id))).toBeCloseTo(0.1 * Math.sqrt(width), 4)
  // "unseen" is unknown to the teacher like "gr" and "eat": the same state, so the same row.
  expect(row(unseen)).toEqual(row(eat))
  expect(row(unseen)).not.toEqual(row(the))
  expect(await teacherEmbeddings(teacher, students.length, width, 1, 0.1)).toEqual(embeddings)
})
