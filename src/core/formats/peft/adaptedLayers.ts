// Which of a model's linear layers an adapter's tensors belong to.
import { LabError } from '../../../shared/labError.ts'
import type { SafetensorsFile } from '../../files/safetensors.ts'
import { linearLayers } from '../../models/linearLayers.ts'
import type { Model } from '../../models/family.ts'

/**
 * The layers by the model's names, each with the name that the file has for it: an adapter of the bare encoder leaves out
 * that of the family. `moduleOf` tells the module of a tensor, or nothing for one of the head.
 * @throws LabError('tensor') for a module that the model does not have, and where there are none.
 */
export function adaptedLayers(
  weights: SafetensorsFile,
  model: Model,
  moduleOf: (name: string) => string | undefined,
  what: string,
): ReadonlyMap<string, string> {
  const modules = new Set([...weights.tensors.keys()].flatMap((name) => moduleOf(name) ?? []))
  const layers = linearLayers(model)
  const found = new Map<string, string>()
  for (const layer of layers) {
    const names = model.aliases(`${layer}.weight`).map((name) => name.replace(/\.weight$/, ''))
    const stored = names.find((name) => modules.delete(name))
    if (stored !== undefined) found.set(layer, stored)
  }
  const [stray] = modules
  if (stray === undefined && found.size > 0) return found
  const kinds = [...new Set(layers.map((name) => name.replace(/^.*\.\d+\./, '')))].join(', ')
  throw new LabError(
    'tensor',
    stray === undefined
      ? `${weights.path} holds no ${what}. Fetch it again.`
      : `The adapter changes "${stray}", and this model has no such layer to adapt: it has ${kinds}. Choose the base model that the adapter was made for.`,
    { file: weights.path, module: stray ?? '' },
  )
}
