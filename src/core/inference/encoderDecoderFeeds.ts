// Rows of tokens -> what the graphs of an encoder-decoder read.
import type { EncoderDecoder } from '../models/encoderDecoder.ts'
import { tensor, type Feeds, type Tensor } from '../runtime/session.ts'
import { never } from '../tokens/pack.ts'

/** Feeds for textInputs(); shorter texts are filled up with tokens that nobody sees. */
export function textFeeds(model: EncoderDecoder, texts: readonly ArrayLike<number>[]): Feeds {
  const longest = Math.max(...texts.map(({ length }) => length))
  const ids = new BigInt64Array(texts.length * longest)
  const mask = new Float32Array(texts.length * longest).fill(never)
  texts.forEach((text, b) => {
    for (let i = 0; i < text.length; i++) {
      ids[b * longest + i] = BigInt(text[i]!)
      mask[b * longest + i] = 0
    }
  })
  return {
    ids: tensor(ids, [texts.length, longest]),
    buckets: distances(model, 'encoder', longest),
    mask: tensor(mask, [texts.length, 1, 1, longest]),
  }
}

/** Feeds for writtenInputs(); all rows are of one length. */
export function writtenFeeds(model: EncoderDecoder, rows: readonly (readonly number[])[]): Feeds {
  const length = rows[0]!.length
  const mask = Float32Array.from({ length: length ** 2 }, (_, at) =>
    at % length > Math.floor(at / length) ? never : 0,
  )
  return {
    'written ids': tensor(BigInt64Array.from(rows.flat(), BigInt), [rows.length, length]),
    'written buckets': distances(model, 'decoder', length),
    'written mask': tensor(mask, [1, length, length]),
  }
}

function distances(model: EncoderDecoder, side: 'encoder' | 'decoder', length: number): Tensor {
  const buckets = BigInt64Array.from({ length: length ** 2 }, (_, at) =>
    BigInt(model.bucketOf(side, (at % length) - Math.floor(at / length))),
  )
  return tensor(buckets, [length, length])
}
