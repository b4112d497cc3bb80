// What a pre-training step learns from: masked rows of text and, with a teacher, what it sees in them.
import { teacherTargets, totalWeight, type Teacher } from '../../objectives/teacher.ts'
import { tensor, type Session, type Tensor } from '../../runtime/session.ts'
import type { Piece } from '../../training/stepper.ts'
import type { Weights } from '../../training/weights.ts'
import { maskedBatch, textRows, type TextBatches } from './textBatches.ts'

export interface Lessons {
  readonly text: Omit<TextBatches, 'tokens'>
  readonly teacher: Teacher | null
  /** How much the teacher counts beside the hidden tokens. */
  readonly teacherWeight: number
}

/** The batch of a step: it depends on the text, the seed and the step alone. */
export async function lesson(
  { text, teacher, teacherWeight }: Lessons,
  tokens: Int32Array,
  seed: number,
  step: number,
): Promise<Piece> {
  const source: TextBatches = { ...text, tokens }
  const rows = textRows(source, seed, step)
  const { feeds, dims } = maskedBatch(source, rows, seed, step)
  // The teacher sees the rows whole: where a token is hidden, its state tells what was there.
  return { feeds: { ...feeds, ...(teacher && (await taught(teacher, rows, teacherWeight))) }, dims }
}

async function taught(
  teacher: Teacher,
  rows: readonly Int32Array[],
  share: number,
): Promise<{ [input: string]: Tensor }> {
  const seen = await teacher.read(rows.map((ids) => ({ ids })))
  const targets = teacherTargets(seen, teacher.width, totalWeight(seen), share)
  return Object.fromEntries(
    Object.entries(targets).map(([name, { data, shape }]) => [name, tensor(data, shape)]),
  )
}

const heldOutBatches = 16

/** `dev/loss` in nats per hidden token and, with a teacher, `dev/teacherLoss`: mean squared error against states of mean square 1. */
export async function heldOutLosses(
  lessons: Lessons,
  tokens: Int32Array,
  session: Session,
  weights: Weights,
): Promise<{ readonly 'dev/loss': number; readonly [series: string]: number }> {
  const sums: { masked: number; taught?: number } = { masked: 0, ...(lessons.teacher ? { taught: 0 } : {}) }
  const names = Object.keys(sums) as (keyof typeof sums)[]
  const asked = Object.fromEntries(names.map((name) => [name, null]))
  for (let i = 0; i < heldOutBatches; i++) {
    const { feeds } = await lesson(lessons, tokens, 0, i)
    const out = await session.run({ ...weights.tensors, ...feeds }, asked)
    for (const name of names) sums[name]! += (out[name]!.data as Float32Array)[0]! / heldOutBatches
  }
  return {
    'dev/loss': sums.masked,
    ...(sums.taught === undefined ? {} : { 'dev/teacherLoss': sums.taught / lessons.teacherWeight }),
  }
}
