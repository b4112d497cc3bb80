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
  const all = [...parameters]
  const weights = zeroWeights(all, trained)
  for (const parameter of all) initialise(parameter, dataOf(weights, parameter), weights, seed)
  for (const parameter of all) copyRows(parameter, weights, seed)
  return weights
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
  const weights = zeroWeights(all, trained)
  const made: Parameter[] = []
  for (const parameter of all) {
    const stored = storedName(checkpoint, aliases(parameter.value.name))
    const data = dataOf(weights, parameter)
    if (stored === undefined) made.push(parameter)
    // Drawing 100 million random numbers only to read over them would take longer than the reading.
    if (stored === undefined) initialise(parameter, data, weights, seed)
    else await read(checkpoint, stored, parameter, data)
  }
  // These look at other weights.
  for (const parameter of made) copyRows(parameter, weights, seed)
  return weights
}

/** Memory for every parameter, touched by nobody yet. */
function zeroWeights(parameters: readonly Parameter[], trained: readonly Parameter[]): Weights {
  const blocks = createBlocks(trained)
  const owner = new Map(blocks.flatMap((block) => block.names.map((name) => [name, block] as const)))
  const tensors: { [name: string]: Tensor } = {}
  for (const { value, shape } of parameters) {
    const view = owner.get(value.name)?.view('parameters', value.name)
    tensors[value.name] = tensor(view ?? new Float32Array(elements(shape)), shape)
  }
  return { tensors, blocks, trained }
}

const dataOf = ({ tensors }: Weights, { value }: Parameter): Float32Array =>
  tensors[value.name]!.data as Float32Array

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

function initialise(
  { value, initial }: Parameter,
  data: Float32Array,
  { tensors }: Weights,
  seed: number,
): void {
  const rng = random(seed, 'weights', value.name)
  switch (initial.kind) {
    case 'zeros':
    case 'rows':
      return
    case 'ones':
      data.fill(1)
      return
    case 'normal':
      for (let i = 0; i < data.length; i++) data[i] = initial.deviation * rng.normal()
      return
    case 'truncatedNormal':
      for (let i = 0; i < data.length; i++) {
        let x = rng.normal()
        while (Math.abs(x) > 2) x = rng.normal()
        data[i] = initial.deviation * x
      }
      return
    case 'uniform':
      for (let i = 0; i < data.length; i++) data[i] = initial.bound * (2 * rng.uniform() - 1)
      return
    case 'norms':
      // A graph names a weight before the norms of it, so that one is there already.
      data.set(norms(tensors[initial.of]!, initial.axis))
  }
}

/** The lengths of the rows of a matrix, or of its columns. */
function norms({ data, dims }: Tensor, axis: 0 | 1): Float32Array {
  const [rows, columns] = dims as [number, number]
  const squares = new Float64Array(axis === 1 ? rows : columns)
  ;(data as Float32Array).forEach((x, i) => {
    squares[axis === 1 ? Math.floor(i / columns) : i % columns]! += x * x
  })
  return Float32Array.from(squares, Math.sqrt)
}

/** Fills a weight that begins with rows of another one. */
function copyRows({ value, shape, initial }: Parameter, { tensors }: Weights, seed: number): void {
  if (initial.kind !== 'rows') return
  const rng = random(seed, 'weights', value.name)
  const width = shape[1]!
  const [data, table] = [value.name, initial.table].map((name) => tensors[name]!.data as Float32Array)
  initial.rows.forEach((named, i) => {
    const rows = named.length > 0 ? named : [initial.among[rng.integer(initial.among.length)]!]
    for (const row of rows)
      for (let k = 0; k < width; k++) data![i * width + k]! += table![row * width + k]! / rows.length
  })
}
