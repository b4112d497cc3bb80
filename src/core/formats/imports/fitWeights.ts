// An adapter's tensors as the trained weights of a run: every one of them, nothing else, in the right shape, and all numbers.
import { basename } from 'node:path'
import { LabError } from '../../../shared/labError.ts'
import type { Parameter } from '../../graph/graph.ts'
import { elements, shapeText } from '../../graph/value.ts'
import { tensor } from '../../runtime/session.ts'
import { storedName, type Weights } from '../../training/weights.ts'
import type { ForeignAdapter } from './foreignAdapter.ts'

/**
 * Reads the weights that a run of this adapter would train.
 * @param aliases the names under which checkpoints may hold a weight of the model
 * @throws LabError('tensor') naming what is missing, left over, misshapen or no number.
 */
export async function fitWeights(
  { weights, kind, baseModel, instead }: ForeignAdapter,
  trained: readonly Parameter[],
  aliases: (name: string) => readonly string[],
): Promise<Weights> {
  const stored = trained.map(({ value }) => storedName(weights, aliases(value.name)))
  const missing = trained.flatMap(({ value }, i) => (stored[i] === undefined ? [value.name] : []))
  const file = weights.path
  const name = basename(file)
  if (missing.length > 0)
    throw new LabError(
      'tensor',
      `${name} lacks ${some(missing)}. It may be incomplete, or made for another base model${called(baseModel)}.`,
      { file, missing: missing.length, tensor: missing[0]! },
    )
  const stray = [...weights.tensors.keys()].filter((name) => !stored.includes(name))
  if (stray.length > 0)
    throw new LabError(
      'tensor',
      `${name} holds ${some(stray)}, for which Lathe has no place in this kind of adapter (${kind}). ${instead}`,
      { file, tensor: stray[0]! },
    )
  const tensors: { [name: string]: Weights['tensors'][string] } = {}
  for (const [i, { value, shape }] of trained.entries()) {
    const found = weights.tensors.get(stored[i]!)!.shape
    if (found.join() !== shape.join())
      throw new LabError(
        'tensor',
        `"${stored[i]}" in ${name} has the shape ${shapeText(found)}, and this model needs ${shapeText(shape)}. The adapter was made for another base model${called(baseModel)}.`,
        { file, tensor: stored[i]! },
      )
    const data = new Float32Array(elements(shape))
    await weights.readInto(stored[i]!, data)
    const at = data.findIndex((x) => !Number.isFinite(x))
    if (at >= 0)
      throw new LabError(
        'tensor',
        `"${stored[i]}" in ${name} holds ${data[at]} at position ${at}, which is no number to compute with. Its training broke down; take another copy.`,
        { file, tensor: stored[i]! },
      )
    tensors[value.name] = tensor(data, shape)
  }
  return { tensors, blocks: [], trained }
}

const called = (baseModel: string): string => (baseModel === '' ? '' : ` (it names "${baseModel}")`)

function some(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `"${name}"`)
  return shown.join(', ') + (names.length > 3 ? ` and ${names.length - 3} more` : '')
}
