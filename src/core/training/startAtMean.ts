// Where a new head for numbers begins.
import { copied } from '../exits/heads.ts'
import type { Model } from '../models/family.ts'
import type { Weights } from './weights.ts'

/**
 * Sets the bias of a new head, and of new exits, to the mean of the numbers to learn. From zero the first hundreds of steps
 * would do nothing but carry the answers to that mean, and bend the model's states for it.
 */
export function startAtMean(
  { tensors }: Pick<Weights, 'tensors'>,
  { head }: Pick<Model, 'head'>,
  mean: number,
  isNew: (name: string) => boolean,
): void {
  for (const [name, { data }] of Object.entries(tensors))
    if ((copied(name) ?? name) === `${head.name}.bias` && isNew(name)) (data as Float32Array).fill(mean)
}
