// IA3: a vector for each rescaled module. peft stores [out, 1] where it multiplies an output, [1, in] where an input; Lathe one axis.
import { z } from 'zod'
import { ia3, rescaled } from '../../tuning/ia3.ts'
import { isIa3 } from '../merge/ia3.ts'
import { definePeftType, insideModel, withoutPrefix, withPrefix } from './peftType.ts'
import { targetModules } from './targetModules.ts'

const moduleOf = (name: string): string => name.replace(/\.ia3_l$/, '')

export const ia3Type = definePeftType({
  id: 'IA3',
  title: '(IA)³',
  tunings: [ia3.id],
  prefix: insideModel,
  owns: isIa3,
  fields: ({ model, tuning, own, heads, modules }) => {
    const { rescalesInput } = rescaled(ia3.schema.parse(tuning.options), model)
    const adapted = own.map(({ name }) => moduleOf(name))
    const onInputs = targetModules(new Set(adapted.filter(rescalesInput)), modules)
    return {
      fan_in_fan_out: model.fanInFanOut ?? false,
      feedforward_modules: onInputs,
      init_ia3_weights: true,
      // peft adds "classifier" and "score" by itself; what else was trained must be named.
      modules_to_save: [...new Set(['classifier', 'score', ...heads])],
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
  config: z.object({
    target_modules: z.array(z.string()),
    feedforward_modules: z.array(z.string()).nullable().default([]),
  }),
  tuning: ({ target_modules, feedforward_modules }) => {
    const inputs = feedforward_modules ?? []
    return {
      id: ia3.id,
      options: { inputs, outputs: target_modules.filter((name) => !inputs.includes(name)) },
    }
  },
  fromPeft: (own) =>
    withoutPrefix(own, insideModel).map((tensor) => ({
      ...tensor,
      shape: [tensor.shape.reduce((product, size) => product * size, 1)],
    })),
})
