// IA3: a vector for each rescaled module. peft stores [out, 1] where it multiplies an output, [1, in] where an input; Lathe one axis.
import { z } from 'zod'
import { linearLayers } from '../../models/linearLayers.ts'
import { ia3, ia3Name, rescaled } from '../../tuning/ia3.ts'
import { isIa3 } from '../merge/ia3.ts'
import { adaptedLayers } from './adaptedLayers.ts'
import { definePeftType, insideModel, withPrefix } from './peftType.ts'
import { targetModules } from './targetModules.ts'

const moduleOf = (name: string): string => name.replace(/\.ia3_l$/, '')

export const ia3Type = definePeftType({
  id: 'IA3',
  title: '(IA)³',
  tunings: [ia3.id],
  prefix: insideModel,
  owns: isIa3,
  fields: ({ model, tuning, own, modules }) => {
    const { rescalesInput } = rescaled(ia3.schema.parse(tuning.options), model)
    const adapted = own.map(({ name }) => moduleOf(name))
    const onInputs = targetModules(new Set(adapted.filter(rescalesInput)), modules)
    return {
      fan_in_fan_out: model.fanInFanOut ?? false,
      feedforward_modules: onInputs,
      init_ia3_weights: true,
      // peft asks for the names of feedforward_modules once more.
      target_modules: [
        ...targetModules(new Set(adapted.filter((name) => !rescalesInput(name))), modules),
        ...onInputs,
      ],
    }
  },
  toPeft: ({ model, tuning, own }) => {
    const { rescalesInput } = rescaled(ia3.schema.parse(tuning.options), model)
    const shaped = own.map((tensor) => {
      const [size] = tensor.shape
      return { ...tensor, shape: rescalesInput(moduleOf(tensor.name)) ? [1, size!] : [size!, 1] }
    })
    return withPrefix(shaped, insideModel)
  },
  settings: z.object({}),
  // Which modules are rescaled, and on which side, the names and shapes of the tensors tell.
  ignored: ['target_modules', 'exclude_modules', 'feedforward_modules', 'fan_in_fan_out', 'init_ia3_weights'],
  tuning: (_, weights, model) => {
    const layers = adaptedLayers(
      weights,
      model,
      (name) => (isIa3(name) ? moduleOf(name) : undefined),
      'vectors of (IA)³',
    )
    const onInput = (stored: string): boolean => weights.tensors.get(ia3Name(stored))!.shape[0] === 1
    const named = (input: boolean): string[] => {
      const chosen = [...layers].filter(([, stored]) => onInput(stored) === input).map(([layer]) => layer)
      return targetModules(new Set(chosen), linearLayers(model))
    }
    return { id: ia3.id, options: { inputs: named(true), outputs: named(false) } }
  },
  fromPeft: (weights) => {
    const inLathe = (name: string, shape: readonly number[]): readonly number[] =>
      isIa3(name) && shape.length === 2 && shape.includes(1) ? [shape[0]! * shape[1]!] : shape
    const entries = [...weights.tensors].map(
      ([name, entry]) => [name, { ...entry, shape: inLathe(name, entry.shape) }] as const,
    )
    return { ...weights, tensors: new Map(entries) }
  },
})
