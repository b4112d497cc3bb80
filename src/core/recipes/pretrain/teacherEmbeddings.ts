// Word embeddings from a teacher's view of each word alone: where a student's pre-training starts.
import { random } from '../../../shared/random.ts'
import type { Teacher } from '../../objectives/teacher.ts'
import { symmetricEigen } from './eigen.ts'
import { special } from './vocabulary.ts'

const wordsAtOnce = 256

/**
 * [size, hidden]: the teacher's states of every token by itself, less their mean, on their first `hidden` principal
 * directions, each row scaled to norm deviation * sqrt(hidden). Tokens that the teacher does not know get random rows.
 */
export async function teacherEmbeddings(
  teacher: Teacher,
  size: number,
  hidden: number,
  seed: number,
  deviation = 0.04,
): Promise<Float32Array<ArrayBuffer>> {
  const { width } = teacher
  const states = new Float32Array(size * width)
  const known = new Uint8Array(size)
  for (let from = 0; from < size; from += wordsAtOnce) {
    const ids = Array.from({ length: Math.min(wordsAtOnce, size - from) }, (_, i) => from + i)
    const seen = await teacher.read(ids.map((id) => ({ ids: [special.cls, id, special.sep] })))
    for (const [i, id] of ids.entries()) {
      states.set(seen.states.subarray((3 * i + 1) * width, (3 * i + 2) * width), id * width)
      known[id] = seen.weights[3 * i + 1]! > 0 ? 1 : 0
    }
  }
  const directions = principalDirections(states, known, width)
  const result = new Float32Array(size * hidden)
  for (let token = 0; token < size; token++) {
    const row = result.subarray(token * hidden, (token + 1) * hidden)
    const state = states.subarray(token * width, (token + 1) * width)
    if (known[token])
      for (let k = 0; k < Math.min(hidden, width); k++)
        for (let j = 0; j < width; j++) row[k]! += directions[k * width + j]! * state[j]!
    else {
      const own = random(seed, 'embedding', token)
      for (let k = 0; k < hidden; k++) row[k] = own.normal()
    }
    const norm = Math.hypot(...row)
    for (let k = 0; k < hidden; k++) row[k]! *= (deviation * Math.sqrt(hidden)) / norm
  }
  return result
}

/** Takes the mean of the known rows off them and returns the eigenvectors of their covariance, strongest first. */
function principalDirections(states: Float32Array, known: Uint8Array, width: number): Float64Array {
  const rows = [...known.keys()].filter((row) => known[row])
  const mean = new Float64Array(width)
  for (const row of rows) for (let k = 0; k < width; k++) mean[k]! += states[row * width + k]! / rows.length
  const covariance = new Float64Array(width * width)
  for (const row of rows) {
    const state = states.subarray(row * width, (row + 1) * width)
    for (let k = 0; k < width; k++) state[k]! -= mean[k]!
    for (let i = 0; i < width; i++)
      for (let j = i; j < width; j++) covariance[i * width + j]! += (state[i]! * state[j]!) / rows.length
  }
  for (let i = 0; i < width; i++)
    for (let j = 0; j < i; j++) covariance[i * width + j] = covariance[j * width + i]!
  return symmetricEigen(covariance, width).vectors
}
