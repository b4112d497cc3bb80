// A model with exits as one session for each layer, so that what nobody needs any more is not computed.
import type { Tensor } from '../../runtime/session.ts'
import { chooseDevice, type Device } from '../../runtime/devices.ts'
import { Session } from '../../runtime/session.ts'
import { serialize, type Initializer } from '../../graph/serialize.ts'
import type { DeviceName } from '../../../shared/run.ts'
import { layerGraph, type ExitModel } from '../../training/exitGraphs.ts'
import type { Weights } from '../../training/weights.ts'
import { layerParts, partNames } from './layerParts.ts'

/** One layer at work: from the states before it to those after it, and what it answers. */
export interface LayerStep {
  /** The states after the layer [M, D]; absent after the last one. */
  readonly states?: Tensor | undefined
  /** Logits [B, outputs] and, where it is learned, the doubt [B, 1]. */
  readonly logits: Float32Array
  readonly doubts?: Float32Array | undefined
}

interface Layer {
  readonly session: Session
  readonly outputs: { readonly [name: string]: null }
}

export class LayerSessions {
  readonly device: Device
  private readonly layers: readonly Layer[]

  private constructor(device: Device, layers: readonly Layer[]) {
    this.device = device
    this.layers = layers
  }

  /**
   * Each layer holds its own weights, packed for small batches: with them as inputs a single text takes 1.6 times as long.
   * Throws as Session.load.
   */
  static async open(
    exits: ExitModel,
    weights: Weights['tensors'],
    wish: { readonly device: DeviceName; readonly threads: number },
    onNote: (sentence: string) => void,
  ): Promise<LayerSessions> {
    const { device, note } = await chooseDevice(wish.device)
    if (note !== '') onNote(note)
    const layers: Layer[] = []
    for (const part of layerParts(layerGraph(exits))) {
      const initializers = part.inputs.flatMap((input): Initializer[] => {
        const data = weights[input.name]?.data as Float32Array | undefined
        return data
          ? [{ value: input, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) }]
          : []
      })
      layers.push({
        session: await Session.load(serialize(part, initializers), { device, threads: wish.threads }),
        outputs: Object.fromEntries(part.outputs.map(({ name }) => [name, null])),
      })
    }
    return new LayerSessions(device, layers)
  }

  get count(): number {
    return this.layers.length
  }

  /** Runs layer `l` (0 is the first) on a batch; `states` are those before it. */
  async step(l: number, batch: { readonly [input: string]: Tensor }, states?: Tensor): Promise<LayerStep> {
    const { session, outputs } = this.layers[l]!
    const found = await session.run(states ? { ...batch, [partNames.states]: states } : batch, outputs)
    return {
      states: found[partNames.next],
      logits: found[partNames.logits]!.data as Float32Array,
      doubts: found[partNames.doubt]?.data as Float32Array | undefined,
    }
  }

  async release(): Promise<void> {
    for (const { session } of this.layers) await session.release()
  }
}
