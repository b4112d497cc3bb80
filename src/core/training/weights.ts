// All weights of a run, as tensors that training, evaluation and export share without a copy.
import { LabError } from '../../shared/labError.ts'
import { random } from '../../shared/random.ts'
import type { SafetensorsFile } from '../files/safetensors.ts'
import type { Parameter } from '../graph/graph.ts'
import { elements, shapeText } from '../graph/value.ts'
import { tensor, type Tensor } from '../runtime/session.ts'
import { createBlocks, type Block, type Region } from './blocks.ts'

export interface Weights {
  /** Every parameter of the run's graphs by name. */
  readonly tensors: { readonly [name: string]: Tensor }
  /** The trained ones, on WebAssembly memory. */
  readonly blocks: readonly Block[]
  readonly trained: readonly Parameter[]
}

/** The name under which `checkpoint` holds a parameter, if it does. */
export function storedName(checkpoint: SafetensorsFile, aliases: readonly string[]): string | undefined {
  return aliases.find((name) => checkpoint.tensors.has(name))
}

/** Weights from nothing but `seed`. */
export function freshWeights(
  parameters: Iterable<Parameter>,
  trained: readonly Parameter[],
  seed: number,
): Weights {
  const blocks = createBlocks(trained)
  const owner = new Map(blocks.flatMap((block) => block.names.map((name) => [name, block] as const)))
  const tensors: { [name: string]: Tensor } = {}
  for (const parameter of parameters) {
    const { name } = parameter.value
    const data = owner.get(name)?.view('parameters', name) ?? new Float32Array(elements(parameter.shape))
    initialise(parameter, data, seed)
    tensors[name] = tensor(data, parameter.shape)
  }
  return { tensors, blocks, trained }
}

/**
 * Weights from a checkpoint; what it does not hold comes from `seed`.
 * Throws `tensor` where a stored weight has another shape.
 */
export async function loadWeights(
  parameters: Iterable<Parameter>,
  trained: readonly Parameter[],
  checkpoint: SafetensorsFile,
  aliases: (name: string) => readonly string[],
  seed: number,
): Promise<Weights> {
  const all = [...parameters]
  const weights = freshWeights(all, trained, seed)
  for (const parameter of all) {
    const stored = storedName(checkpoint, aliases(parameter.value.name))
    if (stored !== undefined)
      await read(checkpoint, stored, parameter, weights.tensors[parameter.value.name]!.data as Float32Array)
  }
  return weights
}

/** A tensor view on a region for each trained parameter, named by `nameOf`. */
export function regionTensors(
  { blocks, trained }: Weights,
  region: Region,
  nameOf: (name: string) => string,
): { [name: string]: Tensor } {
  const shapes = new Map(trained.map((p) => [p.value.name, p.shape]))
  return Object.fromEntries(
    blocks.flatMap((block) =>
      block.names.map((name) => [nameOf(name), tensor(block.view(region, name), shapes.get(name)!)]),
    ),
  )
}

async function read(
  checkpoint: SafetensorsFile,
  stored: string,
  { shape }: Parameter,
  data: Float32Array,
): Promise<void> {
  const found = checkpoint.tensors.get(stored)!.shape
  if (found.join() !== shape.join())
    throw new LabError(
      'tensor',
      `${stored} in ${checkpoint.path} has the shape ${shapeText(found)}, but the model’s config.json asks for ${shapeText(shape)}. The two files do not belong together.`,
      {
        tensor: stored,
        file: checkpoint.path,
      },
    )
  await checkpoint.readInto(stored, data)
}

function initialise({ value, initial }: Parameter, data: Float32Array, seed: number): void {
  const rng = random(seed, 'weights', value.name)
  switch (initial.kind) {
    case 'zeros':
      return
    case 'ones':
      data.fill(1)
      return
    case 'normal':
      for (let i = 0; i < data.length; i++) data[i] = initial.deviation * rng.normal()
      return
    case 'uniform':
      for (let i = 0; i < data.length; i++) data[i] = initial.bound * (2 * rng.uniform() - 1)
  }
}
