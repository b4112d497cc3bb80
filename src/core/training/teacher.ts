// A teacher: any model says what each token of a student's rows means to it, whatever the two vocabularies are.
import { openCheckpoint } from '../files/checkpoint.ts'
import { openModel } from '../models/open.ts'
import type { Teacher } from '../objectives/teacher.ts'
import { Session, type SessionOptions } from '../runtime/session.ts'
import { lexicon, wordsIn } from '../tokens/lexicon.ts'
import { pack, type TokenRow } from '../tokens/pack.ts'
import { loadTokenizer, type Tokenizer } from '../tokens/tokenizer.ts'
import { batchFeeds } from './feeds.ts'
import { context, still } from './graphs.ts'
import { loadWeights } from './weights.ts'

/** A class token stands for its whole row, so it counts as much as this many others. */
const rowWeight = 5

/** Places [from, to) of the teacher's row. */
type Span = readonly [from: number, to: number]
const none: Span = [0, 0]

/**
 * The model in `folder` as a teacher for students with the given tokenizer. A token gets the mean of the teacher's last
 * states over the word that it belongs to; a class token that over the whole row; other special tokens what the teacher
 * puts at the end of a text; unknown words nothing. Throws as openModel and loadTokenizer do.
 */
export async function openTeacher(
  folder: string,
  student: Tokenizer,
  device: SessionOptions,
): Promise<Teacher> {
  const model = await openModel(folder)
  const tokenizer = await loadTokenizer(folder)
  const { hidden: width, maxLength } = model.facts
  const words = lexicon(student)
  const { before, after } = tokenizer.around
  const { unknown } = tokenizer.special

  // Nothing heavy is read before the first batch: a plan only asks for the width.
  let opened: Promise<(rows: readonly TokenRow[]) => Promise<Float32Array>> | undefined
  const open = async (): Promise<(rows: readonly TokenRow[]) => Promise<Float32Array>> => {
    const looking = context(model, { hooks: {}, trains: () => false }, false)
    looking.g.output('states', model.encode(looking, still).at(-1)!)
    const checkpoint = await openCheckpoint(folder)
    const { tensors } = await loadWeights(looking.g.parameters.values(), [], checkpoint, model.aliases, 0)
    await checkpoint.close()
    const session = await Session.create(looking.g, device)
    return async (rows) => {
      const { states } = await session.run({ ...tensors, ...batchFeeds(pack(rows)) }, { states: null })
      return states!.data as Float32Array
    }
  }

  const known = new Map<string, Int32Array>()
  const inTeachersWords = (ids: readonly number[]): Int32Array => {
    const key = ids.join(' ')
    let found = known.get(key)
    if (found === undefined) {
      // With a space in front, as byte-pair vocabularies know the words inside a text.
      const word = student.decode(ids).trim().replace(/^##/, '')
      known.set(key, (found = tokenizer.bare(` ${word}`)))
    }
    return found
  }

  /** The teacher's row, and where in it each of the student's tokens lies. */
  const translate = ({ ids: row }: TokenRow): { ids: number[]; spans: Span[] } => {
    const ids = [...before]
    const room = maxLength - after.length
    const spans = Array.from({ length: row.length }, (): Span => none)
    const starts = new Map(wordsIn(row, words).map((word) => [word[0]!, word]))
    for (let place = 0; place < row.length; place++) {
      const word = starts.get(place)
      const from = ids.length
      if (word) ids.push(...inTeachersWords(word.map((i) => row[i]!)))
      else if (row[place] === student.special.unknown) ids.push(...(unknown === null ? [] : [unknown]))
      // Between two texts; around them the teacher has its own.
      else if (place > 0 && place < row.length - 1 && !words.isText(row[place]!)) ids.push(...after)
      const readable = row[place] !== student.special.unknown && ids.length > from && ids.length <= room
      if (readable) for (const i of word ?? [place]) spans[i] = [from, ids.length]
    }
    const whole = [...ids.slice(0, room), ...after]
    const last = row.length - 1
    if (!words.isText(row[last]!) && after.length > 0)
      spans[last] = [whole.length - after.length, whole.length]
    if (row[0] === student.special.cls) spans[0] = [0, whole.length]
    return { ids: whole, spans }
  }

  return {
    width,
    read: async (rows) => {
      const translated = rows.map(translate)
      const seen = await (await (opened ??= open()))(translated)
      const tokens = rows.reduce((sum, { ids }) => sum + ids.length, 0)
      const states = new Float32Array(tokens * width)
      const weights = new Float32Array(tokens)
      let [token, first] = [0, 0]
      for (const { ids, spans } of translated) {
        for (const [from, to] of spans) {
          const state = states.subarray(token * width, (token + 1) * width)
          for (let t = first + from; t < first + to; t++)
            for (let k = 0; k < width; k++) state[k]! += seen[t * width + k]!
          if (toUnit(state)) weights[token] = to - from === ids.length ? rowWeight : 1
          token++
        }
        first += ids.length
      }
      return { states, weights }
    },
  }
}

/** Scales a vector to a root mean square of 1; false where it is 0. */
function toUnit(x: Float32Array): boolean {
  let sum = 0
  for (const value of x) sum += value * value
  if (sum === 0) return false
  const scale = Math.sqrt(x.length / sum)
  for (let k = 0; k < x.length; k++) x[k]! *= scale
  return true
}
