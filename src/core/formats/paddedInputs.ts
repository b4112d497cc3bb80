// From the padded [B, S] inputs that everyone feeds a model to the flat tokens of models/batchInputs.ts, inside the graph.
import type { Graph } from '../graph/graph.ts'
import type { Shape, Value } from '../graph/value.ts'
import type { BatchInputs } from '../models/batchInputs.ts'
import type { Model } from '../models/family.ts'

/** The names of an exported model's inputs, as transformers' tokenizers give them. */
export const inputNames = ({ tokenTypes }: Model['facts']): readonly string[] => [
  'input_ids',
  'attention_mask',
  ...(tokenTypes ? ['token_type_ids'] : []),
]

/**
 * Declares `inputNames`, int64 [B, S], and computes the batch inputs from them. Padding is dropped before the first layer,
 * wherever it lies; only a row's first slot always counts as a token, since the pooler reads it. A head that reads the last
 * token needs it only in a row without any, and positions then count tokens, as padding on the left is usual there.
 */
export function paddedInputs(g: Graph, { facts, head }: Model): BatchInputs {
  const [inputIds, attentionMask, tokenTypes] = inputNames(facts).map((name) =>
    g.input(name, ['B', 'S'], 'int64'),
  ) as [Value, Value, Value?]
  const e = g.emitter
  const integer = (type: string, inputs: Value[], shape: Shape, attributes = {}): Value =>
    e.node(type, inputs, shape, attributes, 'int64')
  const constant = (x: number): Value => e.constant(`integer ${x}`, [], BigInt64Array.of(BigInt(x)))
  const [zero, one] = [constant(0), constant(1)]
  const flat = (x: Value): Value => integer('Reshape', [x, e.integers([-1])], ['P'])

  // The mask is the one input that every layer reads.
  const sizes = e.shapeOf(attentionMask)
  const longest = integer('Gather', [sizes, one], [])
  const count = integer('ReduceProd', [sizes], [], { keepdims: 0 })
  const slots = integer('Range', [zero, count, one], ['P'])
  const columns = integer('Mod', [slots, longest], ['P'])

  // keep[p] = 1 where slot p holds a token: max(mask, column = 0)
  const isFirst = integer('Sub', [one, integer('Min', [columns, one], ['P'])], ['P'])
  const inRow = integer('ReduceMax', [attentionMask, e.integers([1])], ['B', 1], { keepdims: 1 })
  const always =
    head.reads === 'last'
      ? flat(
          integer(
            'Mul',
            [integer('Reshape', [isFirst, sizes], ['B', 'S']), integer('Sub', [one, inRow], ['B', 1])],
            ['B', 'S'],
          ),
        )
      : isFirst
  const keep = integer('Max', [flat(attentionMask), always], ['P'])
  const tokens = integer('ReduceSum', [keep], [], { keepdims: 0 })
  const unpad = integer('Reshape', [integer('NonZero', [keep], [1, 'M']), e.integers([-1])], ['M'])
  // pad[p] = the number of tokens before slot p where it holds one, M elsewhere: M + keep (before - M)
  const before = integer('CumSum', [keep, zero], ['P'], { exclusive: 1 })
  const pad = integer(
    'Add',
    [tokens, integer('Mul', [keep, integer('Sub', [before, tokens], ['P'])], ['P'])],
    ['P'],
  )

  // Where padding takes no position, a token's is the number of such tokens before it in its row, and padding's is -1.
  const counted = (id: number): Value => {
    const isToken = e.subtract(e.scalar(1), e.equal(inputIds, constant(id)))
    const ones = integer('Cast', [isToken], ['B', 'S'], { to: onnxInteger })
    const upToHere = integer('CumSum', [ones, one], ['B', 'S'])
    return flat(integer('Sub', [integer('Mul', [ones, upToHere], ['B', 'S']), one], ['B', 'S']))
  }

  const rowStart = integer('Gather', [before, integer('Sub', [slots, columns], ['P'])], ['P'])
  const positions =
    facts.padding !== null
      ? counted(facts.padding)
      : head.reads === 'last'
        ? integer('Sub', [before, rowStart], ['P'])
        : columns

  // The tokens up to the end of each row
  const through = integer('Add', [before, keep], ['P'])
  const ends = integer('Range', [integer('Sub', [longest, one], []), count, longest], ['B'])

  const pick = (x: Value): Value => integer('Gather', [x, unpad], ['M'])
  const hiding = e.scale(e.subtract(e.float(attentionMask), e.scalar(1)), 1e9)
  return {
    ids: pick(flat(inputIds)),
    types: tokenTypes ? pick(flat(tokenTypes)) : integer('Mul', [unpad, zero], ['M']),
    positions: pick(positions),
    pad: integer('Reshape', [pad, sizes], ['B', 'S']),
    unpad,
    mask: e.node('Unsqueeze', [hiding, e.integers([1, 2])], ['B', 1, 1, 'S']),
    first: integer('Gather', [pad, integer('Range', [zero, count, longest], ['B'])], ['B']),
    last: integer('Sub', [integer('Gather', [through, ends], ['B']), one], ['B']),
  }
}

/** ONNX's number for int64. */
const onnxInteger = 7
