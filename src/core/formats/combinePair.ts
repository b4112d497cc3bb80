// The pair of one module, made of those of several LoRAs by the rules of peft's add_weighted_adapter.
import { Matrix, QrDecomposition, SingularValueDecomposition } from 'ml-matrix'
import type { Combination } from '../../shared/combination.ts'
import type { TensorSource } from '../files/safetensorsWriter.ts'
import { valuesOf } from './merge/values.ts'

/** One of the LoRAs: its pairs and head by name, its scale times its weight. */
export interface Part {
  readonly tensors: ReadonlyMap<string, TensorSource>
  readonly rank: number
  readonly factor: number
}

/** A [rank, in] and B [out, rank], row by row. */
interface Pair {
  readonly a: Float32Array
  readonly b: Float32Array
}

interface Sizes {
  readonly inputs: number
  readonly outputs: number
}

/**
 * The pair of `module` with alpha = `rank`: for `cat` the sum of all ranks, for `linear` their common one, for `svd` any.
 * The sum of f B A over the LoRAs that adapt the module is exact by `cat`, nearest at its rank by `svd` (Eckart and Young 1936),
 * and by `linear` has mixed terms: it adds the matrices themselves, each by the root of its factor.
 */
export async function combinePair(
  module: string,
  parts: readonly Part[],
  kind: Combination,
  rank: number,
): Promise<readonly [a: TensorSource, b: TensorSource]> {
  const names = ['A', 'B'].map((matrix) => `${module}.lora_${matrix}.weight`)
  const having = parts.filter(({ tensors }) => tensors.has(names[0]!))
  const [narrow, wide] = names.map((name) => having[0]!.tensors.get(name)!.shape)
  const sizes = { inputs: narrow![1]!, outputs: wide![0]! }
  const pairs: (Pair & Part)[] = []
  for (const part of having) {
    const [a, b] = await Promise.all(names.map((name) => valuesOf(part.tensors.get(name)!)))
    pairs.push({ ...part, a: a!, b: b! })
  }
  const { a, b } = ways[kind](pairs, rank, sizes)
  return [
    { name: names[0]!, shape: [rank, sizes.inputs], data: a },
    { name: names[1]!, shape: [sizes.outputs, rank], data: b },
  ]
}

const ways: Readonly<
  Record<Combination, (pairs: readonly (Pair & Part)[], rank: number, sizes: Sizes) => Pair>
> = {
  cat: sideBySide,
  linear: (pairs, rank, sizes) => {
    const sum = empty(rank, sizes)
    for (const pair of pairs) {
      const root = Math.sqrt(Math.abs(pair.factor))
      put(sum, pair, 0, Math.sign(pair.factor) * root, root, sizes)
    }
    return sum
  },
  svd: (pairs, rank, sizes) => {
    const ranks = pairs.reduce((sum, pair) => sum + pair.rank, 0)
    return truncated(sideBySide(pairs, ranks, sizes), ranks, rank, sizes)
  },
}

function sideBySide(pairs: readonly (Pair & Part)[], rank: number, sizes: Sizes): Pair {
  const all = empty(rank, sizes)
  let row = 0
  for (const pair of pairs) {
    put(all, pair, row, pair.factor, 1, sizes)
    row += pair.rank
  }
  return all
}

const empty = (rank: number, { inputs, outputs }: Sizes): Pair => ({
  a: new Float32Array(rank * inputs),
  b: new Float32Array(outputs * rank),
})

/** Adds left A to the rows of `to` from `row` on, and right B to the same columns. */
function put(
  to: Pair,
  { a, b, rank }: Pair & Part,
  row: number,
  left: number,
  right: number,
  { inputs, outputs }: Sizes,
): void {
  const width = to.b.length / outputs
  for (let i = 0; i < a.length; i++) to.a[row * inputs + i]! += left * a[i]!
  for (let o = 0; o < outputs; o++)
    for (let r = 0; r < rank; r++) to.b[o * width + row + r]! += right * b[o * rank + r]!
}

/**
 * The `rank` largest directions U S V^T of B A, as B' = U S and A' = V^T. With B = Q R and A^T = P T the decomposition is
 * that of the small R T^T, between Q and P. Where there are fewer directions, the rest is 0.
 */
function truncated({ a, b }: Pair, ranks: number, rank: number, sizes: Sizes): Pair {
  const { inputs, outputs } = sizes
  const left = orthogonal(Matrix.from1DArray(outputs, ranks, b))
  const right = orthogonal(Matrix.from1DArray(ranks, inputs, a).transpose())
  const { leftSingularVectors, rightSingularVectors, diagonal } = new SingularValueDecomposition(
    left.rest.mmul(right.rest.transpose()),
    { autoTranspose: true },
  )
  const [u, v] = [left.basis(leftSingularVectors), right.basis(rightSingularVectors)]
  const to = empty(rank, sizes)
  for (let r = 0; r < Math.min(rank, diagonal.length); r++) {
    for (let i = 0; i < inputs; i++) to.a[r * inputs + i] = v.get(i, r)
    for (let o = 0; o < outputs; o++) to.b[o * rank + r] = u.get(o, r) * diagonal[r]!
  }
  return to
}

/** A tall matrix as Q times a small rest; one that is not tall is its own rest. */
function orthogonal(matrix: Matrix): { readonly rest: Matrix; basis(vectors: Matrix): Matrix } {
  if (matrix.rows <= matrix.columns) return { rest: matrix, basis: (vectors) => vectors }
  const { orthogonalMatrix, upperTriangularMatrix } = new QrDecomposition(matrix)
  return { rest: upperTriangularMatrix, basis: (vectors) => orthogonalMatrix.mmul(vectors) }
}
