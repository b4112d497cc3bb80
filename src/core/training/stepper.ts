// One optimizer step: forward and backward over a batch's pieces, clipping, AdamW.
import { LabError } from '../../shared/labError.ts'
import type { Session, Tensor } from '../runtime/session.ts'
import type { Block } from './blocks.ts'
import { gradientName } from './graphs.ts'
import type { Masks } from './masks.ts'
import { regionTensors, type Weights } from './weights.ts'

const beta1 = 0.9
const beta2 = 0.999
const epsilon = 1e-8

/** One piece of a batch: its feeds, and the sizes that dropout masks need. */
export interface Piece {
  readonly feeds: { readonly [input: string]: Tensor }
  readonly dims: { readonly [name: string]: number }
}

export interface StepSettings {
  /** 1, 2, 3 ... */
  readonly step: number
  readonly learningRate: number
  readonly weightDecay: number
  /** Largest norm of the gradient; 0 is off. */
  readonly clip: number
}

export class Stepper {
  private readonly session: Session
  private readonly weights: Weights
  private readonly masks: Masks
  private readonly gradients: { [name: string]: Tensor | null }
  private readonly pending: { [name: string]: Tensor | null }

  constructor(session: Session, weights: Weights, masks: Masks) {
    this.session = session
    this.weights = weights
    this.masks = masks
    this.gradients = { loss: null, ...regionTensors(weights, 'gradients', gradientName) }
    this.pending = { loss: null, ...regionTensors(weights, 'pending', gradientName) }
  }

  /** The losses and gradients of the pieces add up; see Task.feeds. Throws `run` when they are no numbers any more. */
  async step(
    pieces: readonly Piece[],
    { step, learningRate, weightDecay, clip }: StepSettings,
  ): Promise<{ loss: number; gradientNorm: number }> {
    let loss = 0
    for (const [i, { feeds, dims }] of pieces.entries()) {
      const inputs = { ...this.weights.tensors, ...feeds, ...this.masks.make(step, i, dims) }
      const outputs = await this.session.run(inputs, i === 0 ? this.gradients : this.pending)
      loss += (outputs['loss']!.data as Float32Array)[0]!
      if (i > 0)
        for (const block of this.weights.blocks)
          block.kernels.add(block.offset('gradients'), block.offset('pending'), block.floats)
    }
    const gradientNorm = Math.sqrt(
      this.weights.blocks.reduce(
        (sum, b) => sum + b.kernels.sumOfSquares(b.offset('gradients'), b.floats),
        0,
      ),
    )
    if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm)) throw diverged(step, learningRate)
    // PyTorch's clip_grad_norm_ adds the same 1e-6.
    const scale = clip > 0 ? Math.min(1, clip / (gradientNorm + 1e-6)) : 1
    for (const block of this.weights.blocks) adamw(block, step, learningRate, weightDecay, scale)
    return { loss, gradientNorm }
  }
}

/** The error of a training whose numbers are none any more. */
export function diverged(step: number, learningRate: number): LabError {
  return new LabError(
    'run',
    `The loss stopped being a number at step ${step}. The learning rate ${learningRate.toPrecision(3)} is probably too large: try a tenth of it.`,
    { step },
  )
}

// AdamW (Loshchilov and Hutter 2019), each part of the block at its own rate.
function adamw(block: Block, step: number, learningRate: number, weightDecay: number, scale: number): void {
  const root = 1 / Math.sqrt(1 - beta2 ** step)
  for (const { start, count, decays, rate } of block.parts) {
    const own = learningRate * rate
    const decay = decays ? 1 - own * weightDecay : 1
    const [p, g, m, v] = (['parameters', 'gradients', 'first', 'second'] as const).map(
      (region) => block.offset(region) + start * 4,
    )
    block.kernels.adamw(
      p!,
      g!,
      m!,
      v!,
      count,
      beta1,
      beta2,
      own / (1 - beta1 ** step),
      root,
      epsilon,
      decay,
      scale,
    )
  }
}
