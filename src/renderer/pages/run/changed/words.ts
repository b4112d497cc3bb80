// What moved, in plain words.
import type { HiddenChange, LayerChange } from '../../../../shared/changes.ts'
import { stateName } from '../../../../shared/changeNumbers.ts'
import { number, percent } from '../../../ui/format.ts'

type View = HiddenChange['views'][number]

/** What is read of a row, as a choice. */
export const readTitles = { first: 'First token', last: 'Last token', mean: 'Mean of all tokens' } as const

/** The numbers that a bar for each layer can show. */
export const measures = {
  cosineDistance: {
    title: 'Cosine distance',
    help: 'By how much a text’s state has turned, on average: 0 not at all, 1 by a right angle.',
    of: (layer: LayerChange): number => layer.cosineDistance,
  },
  relativeL2: {
    title: 'Relative L2',
    help: 'How long the difference is, as a share of how long the state was.',
    of: (layer: LayerChange): number => layer.relativeL2,
  },
  cka: {
    title: '1 - CKA',
    help: 'How much the texts’ places to each other changed; a turn of them all together counts nothing.',
    of: (layer: LayerChange): number => 1 - layer.cka,
  },
} as const
export type MeasureName = keyof typeof measures

/** The lecture's sentence, with this run's numbers. */
export function movedSentence({ layers }: View): string {
  if (layers.every(unmoved))
    return `Nothing moved: the hidden representation stays as pre-training left it, and the head has learned to read it.${separated(layers, true)}`
  const most = layers.reduce((top, one, i) => (one.cosineDistance > layers[top]!.cosineDistance ? i : top), 0)
  const turned = number(layers[most]!.cosineDistance)
  return `Fine-tuning modified the hidden representation, most in ${inside(most)}, where a text’s state turned by a cosine distance of ${turned} on average.${still(layers)}${separated(layers, false)}`
}

const unmoved = ({ relativeL2 }: LayerChange): boolean => relativeL2 === 0

const inside = (index: number): string => (index === 0 ? 'the embeddings' : `layer ${index}`)

/** Which places from the bottom are as they were. */
function still(layers: readonly LayerChange[]): string {
  const count = layers.findIndex((layer) => !unmoved(layer))
  if (count === 0) return ''
  if (count === 1) return ' The embeddings did not move.'
  return ` The embeddings and ${count === 2 ? 'layer 1' : `layers 1 to ${count - 1}`} did not move.`
}

/** How well classes lie apart where a head reads. */
function separated(layers: readonly LayerChange[], same: boolean): string {
  const { separation } = layers.at(-1)!
  if (!separation) return ''
  const { before, after } = separation
  return same
    ? ` In ${inside(layers.length - 1)}, ${percent(before)} of the texts lie nearest to the centre of their own class.`
    : ` In ${inside(layers.length - 1)}, ${percent(before)} of the texts lay nearest to the centre of their own class before, ${percent(after)} do after.`
}

/** What the chosen map can and cannot tell. */
export function mapSentence({ variance }: LayerChange, kind: 'pca' | 'umap', index: number): string {
  if (variance === 0)
    return `In ${inside(index)} all texts have the same state: what is read here is the same token in each.`
  return kind === 'pca'
    ? `PCA of both sides together: the two axes hold ${percent(variance)} of what differs.`
    : 'UMAP of both sides together: what was near stays near; how far apart groups lie means little.'
}

export const layerLabel = (index: number, count: number): string =>
  index === 0 ? stateName(0) : `${stateName(index)} of ${count - 1}`
