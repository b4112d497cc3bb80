// Two-dimensional maps of states by their inner products.
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { UMAP } from 'umap-js'
import type { Random } from '../../shared/random.ts'
import { areAlike, centred, type Gram } from './gram.ts'

export type Point = [x: number, y: number]

/** As the authors of UMAP recommend. */
const neighbours = 15

/**
 * Principal component analysis of all rows: the two directions of largest variance, and the share of it that they hold; 0 where all rows are alike.
 * There are fewer rows than numbers in a state, so it is the inner products that are decomposed: with H G H = U S U^T the
 * rows' coordinates are U sqrt(S). Each axis points to its outermost row.
 */
export function pcaMap(gram: Gram): { readonly points: Point[]; readonly variance: number } {
  if (areAlike(gram)) return { points: gram.map(() => [0, 0]), variance: 0 }
  const products = centred(gram)
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(new Matrix(products), {
    assumeSymmetric: true,
  })
  const order = realEigenvalues.map((_, i) => i).sort((i, j) => realEigenvalues[j]! - realEigenvalues[i]!)
  const axes = order.slice(0, 2).map((axis) => {
    const scale = Math.sqrt(Math.max(0, realEigenvalues[axis]!))
    const along = products.map((_, row) => scale * eigenvectorMatrix.get(row, axis))
    const outermost = along.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0)
    return outermost < 0 ? along.map((value) => -value) : along
  })
  const total = products.reduce((sum, row, i) => sum + row[i]!, 0)
  const held = order.slice(0, 2).reduce((sum, axis) => sum + Math.max(0, realEigenvalues[axis]!), 0)
  return {
    points: axes[0]!.map((x, i) => [x, axes[1]![i]!]),
    variance: held / total,
  }
}

/**
 * UMAP of all rows by Euclidean distance: who was near stays near, far distances mean little. The same stream of random
 * numbers gives the same map. Neighbours are exact, because the inner products are there already.
 * Source: McInnes, Healy and Melville (2018), "UMAP: Uniform Manifold Approximation and Projection".
 */
export function umapMap(gram: Gram, { uniform }: Random): Point[] {
  const nearest = gram.map((_, i) => nearestTo(gram, i, Math.min(neighbours, gram.length - 1)))
  const umap = new UMAP({ nComponents: 2, nNeighbors: nearest[0]!.length, random: uniform })
  umap.setPrecomputedKNN(
    nearest.map((list) => list.map(({ row }) => row)),
    nearest.map((list) => list.map(({ distance }) => distance)),
  )
  return umap.fit(gram.map((_, i) => [i])) as Point[]
}

/** The rows nearest to row i, itself first. */
function nearestTo(gram: Gram, i: number, count: number): { row: number; distance: number }[] {
  return gram
    .map((_, row) => ({
      row,
      distance: row === i ? 0 : Math.sqrt(Math.max(0, gram[i]![i]! + gram[row]![row]! - 2 * gram[i]![row]!)),
    }))
    .sort((a, b) => Number(b.row === i) - Number(a.row === i) || a.distance - b.distance || a.row - b.row)
    .slice(0, count)
}
