// A teacher for pre-training: any encoder says what each token of the student's rows means to it.
import { openCheckpoint } from '../../files/checkpoint.ts'
import { openModel } from '../../models/open.ts'
import { Session, tensor, type SessionOptions } from '../../runtime/session.ts'
import { bertSpecialTokens } from '../../tokens/bertTokenizer.ts'
import { pack } from '../../tokens/pack.ts'
import { loadTokenizer } from '../../tokens/tokenizer.ts'
import { batchFeeds } from '../../training/feeds.ts'
import { context, still } from '../../training/graphs.ts'
import { loadWeights } from '../../training/weights.ts'
import { special } from './vocabulary.ts'

/** A class token stands for its whole row, so it counts as much as this many others. */
const rowWeight = 5

export interface TeacherStates {
  /** [M, width]: for each token of the rows a state of root mean square 1, or zeros where there is none. */
  readonly states: Float32Array
  /** [M]: 1 for a token, more for a class token, 0 for an unknown word. */
  readonly weights: Float32Array
}

export interface Teacher {
  readonly width: number
  /**
   * What the teacher sees in rows of the student's ids, each [CLS] ... [SEP]. A token gets the mean of the teacher's last
   * states over the word that it belongs to, so vocabularies may differ; [CLS] gets the mean over the whole row.
   */
  read(rows: readonly Int32Array[]): Promise<TeacherStates>
}

type Span = readonly [from: number, to: number]
const none: Span = [0, 0]

/** The model in `folder` as a teacher for students of `vocabulary` (tokens by id). Throws as openModel and loadTokenizer do. */
export async function openTeacher(
  folder: string,
  vocabulary: readonly string[],
  device: SessionOptions,
): Promise<Teacher> {
  const model = await openModel(folder)
  const tokenizer = await loadTokenizer(folder)
  const looking = context(model, { hooks: {}, trains: () => false }, false)
  looking.g.output('states', model.encode(looking, still).at(-1)!)
  const checkpoint = await openCheckpoint(folder)
  const weights = await loadWeights(looking.g.parameters.values(), [], checkpoint, model.aliases, 0)
  await checkpoint.close()
  const session = await Session.create(looking.g, device)
  const { hidden: width, maxLength } = model.facts
  // What the teacher's tokenizer puts around a text, e.g. [CLS] and [SEP].
  const frame = [...tokenizer.encode('', undefined, maxLength).ids]
  const [opening, closing] = [frame.slice(0, 1), frame.slice(1)]

  const known = new Map<string, readonly number[]>()
  // With a space in front, as byte-pair vocabularies know the words inside a text.
  const idsOf = (word: string): readonly number[] => {
    let ids = known.get(word)
    if (ids === undefined) {
      ids = [...tokenizer.encode(` ${word}`, undefined, maxLength).ids].filter((id) => !frame.includes(id))
      known.set(word, ids)
    }
    return ids
  }

  /** The teacher's row, and the places [from, to) in it of each of the student's tokens; none: [0, 0). */
  const translate = (row: Int32Array): { ids: number[]; spans: Span[] } => {
    const ids = [...opening]
    const spans: Span[] = [none]
    const room = maxLength - closing.length
    for (let i = 1; i < row.length - 1;) {
      let end = i + 1
      let word = vocabulary[row[i]!]!.replace(/^##/, '')
      for (; end < row.length - 1 && vocabulary[row[end]!]!.startsWith('##'); end++)
        word += vocabulary[row[end]!]!.slice(2)
      const from = ids.length
      if (row[i] === special.sep) ids.push(...closing)
      else if (row[i]! >= bertSpecialTokens.length) ids.push(...idsOf(word))
      else if (tokenizer.special.unknown !== null) ids.push(tokenizer.special.unknown)
      const readable = row[i] !== special.unknown && ids.length > from && ids.length <= room
      for (; i < end; i++) spans.push(readable ? [from, ids.length] : none)
    }
    const whole = [...ids.slice(0, room), ...closing]
    spans[0] = [0, whole.length]
    spans.push(closing.length > 0 ? [whole.length - closing.length, whole.length] : none)
    return { ids: whole, spans }
  }

  return {
    width,
    read: async (rows) => {
      const translated = rows.map(translate)
      const packed = pack(translated)
      const out = await session.run({ ...weights.tensors, ...batchFeeds(packed) }, { states: null })
      const seen = out['states']!.data as Float32Array
      const tokens = rows.reduce((sum, row) => sum + row.length, 0)
      const states = new Float32Array(tokens * width)
      const counts = new Float32Array(tokens)
      let token = 0
      translated.forEach(({ spans }, r) => {
        const first = Number(packed.first[r])
        spans.forEach(([from, to], i) => {
          const state = states.subarray(token * width, (token + 1) * width)
          for (let t = first + from; t < first + to; t++)
            for (let k = 0; k < width; k++) state[k]! += seen[t * width + k]!
          counts[token++] = unit(state) ? (i === 0 ? rowWeight : 1) : 0
        })
      })
      return { states, weights: counts }
    },
  }
}

/** Scales a vector to a root mean square of 1; false where it is 0. */
function unit(x: Float32Array): boolean {
  let sum = 0
  for (const value of x) sum += value * value
  if (sum === 0) return false
  const scale = Math.sqrt(x.length / sum)
  for (let k = 0; k < x.length; k++) x[k]! *= scale
  return true
}

/** The feeds of hiddenStateLoss: weights that add up to `share`, over the width. */
export function teacherFeeds({ states, weights }: TeacherStates, width: number, share: number) {
  const total = weights.reduce((sum, w) => sum + w, 0) || 1
  return {
    teacherStates: tensor(states, [weights.length, width]),
    teacherWeights: tensor(
      weights.map((w) => (share * w) / total / width),
      [weights.length, 1],
    ),
  }
}
