// The weights that (IA)^3's vectors stand for: diag(l) W and l b where an output is rescaled, W diag(l) where an input is.
import { LabError } from '../../../shared/labError.ts'
import { ia3, ia3Name, rescaled } from '../../tuning/ia3.ts'
import type { Merge } from './index.ts'
import { valuesOf } from './values.ts'

/** Whether a tensor is a vector of (IA)^3, by Lathe's name or PEFT's. */
export const isIa3 = (name: string): boolean => name.endsWith(ia3Name(''))

/**
 * `tensors` with every vector multiplied into its module's weight and bias.
 * @throws LabError('export') for a vector without its module.
 */
export const mergeIa3: Merge = (tensors, options, model) => {
  const { rescalesInput } = rescaled(ia3.schema.parse(options), model)
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]))
  const stray = tensors.find(({ name }) => isIa3(name) && !byName.has(name.replace(/ia3_l$/, 'weight')))
  if (stray !== undefined)
    throw new LabError('export', `"${stray.name}" cannot be merged: its module's weight is missing.`, {
      tensor: stray.name,
    })
  return tensors
    .filter(({ name }) => !isIa3(name))
    .map((tensor) => {
      const [, module = '', part] = /^(.+)\.(weight|bias)$/.exec(tensor.name) ?? []
      const vector = byName.get(ia3Name(module))
      const onInput = rescalesInput(module)
      if (!vector || (part === 'bias' && onInput)) return tensor
      const data = async (): Promise<Float32Array> => {
        const [w, l] = [await valuesOf(tensor), await valuesOf(vector)]
        // Along the last axis run the inputs of [out, in], the outputs of [in, out] and those of a bias.
        if (part === 'bias' || onInput !== (model.fanInFanOut ?? false))
          return w.map((x, i) => x * l[i % l.length]!)
        const width = w.length / l.length
        return w.map((x, i) => x * l[Math.floor(i / width)]!)
      }
      return { ...tensor, data }
    })
}
