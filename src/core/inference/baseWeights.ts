// The weights of a pre-trained model, read when first asked for and kept once, whoever asks.
import { LabError } from '../../shared/labError.ts'
import { openCheckpoint } from '../files/checkpoint.ts'
import type { Parameter } from '../graph/graph.ts'
import type { Model } from '../models/family.ts'
import type { Tensor } from '../runtime/session.ts'
import { loadWeights, storedName } from '../training/weights.ts'

export class BaseWeights {
  private readonly folder: string
  private readonly model: Model
  private readonly loaded: { [name: string]: Tensor } = {}

  constructor(folder: string, model: Model) {
    this.folder = folder
    this.model = model
  }

  /** The model's weights for `parameters` and whatever was read before. Throws `tensor` for one that the model lacks. */
  async read(parameters: readonly Parameter[]): Promise<{ readonly [name: string]: Tensor }> {
    const wanted = parameters.filter(({ value }) => !(value.name in this.loaded))
    if (wanted.length === 0) return this.loaded
    const { aliases } = this.model
    const checkpoint = await openCheckpoint(this.folder)
    try {
      const missing = wanted.find(({ value }) => storedName(checkpoint, aliases(value.name)) === undefined)
      if (missing)
        throw new LabError(
          'tensor',
          `Neither the run nor ${checkpoint.path} has a weight called ${missing.value.name}, so the run cannot answer. One of the two may be incomplete.`,
          { tensor: missing.value.name, file: checkpoint.path },
        )
      const { tensors } = await loadWeights(wanted, [], checkpoint, aliases, 0)
      return Object.assign(this.loaded, tensors)
    } finally {
      await checkpoint.close()
    }
  }

  /** What they take up in memory. */
  get bytes(): number {
    return Object.values(this.loaded).reduce((sum, { data }) => sum + (data as Float32Array).byteLength, 0)
  }
}
