import { expect, test } from 'vitest'
import type { LayerChange } from '../../../../shared/changes.ts'
import { mapSentence, movedSentence } from './words.ts'

const layer = (distance: number, after = 0.5): LayerChange => ({
  cosineDistance: distance,
  relativeL2: distance,
  cka: 1 - distance,
  separation: { before: 0.5, after },
  variance: 0.4,
  maps: { pca: { before: [], after: [] }, umap: { before: [], after: [] } },
})
const said = (layers: readonly LayerChange[]): string =>
  movedSentence({ reads: 'first', layers: [...layers] })

test('where nothing moved, the head alone has learned', () => {
  expect(said([layer(0), layer(0)])).toBe(
    'Nothing moved: the hidden representation stays as pre-training left it, and the head has learned to read it. In layer 1, 50.0 % of the texts lie nearest to the centre of their own class.',
  )
})

test('where most moved, what stayed, and what it did for the classes', () => {
  expect(said([layer(0), layer(0), layer(0.25), layer(0.125, 1)])).toBe(
    'Fine-tuning modified the hidden representation, most in layer 2, where a text’s state turned by a cosine distance of 0.250 on average. The embeddings and layer 1 did not move. In layer 3, 50.0 % of the texts lay nearest to the centre of their own class before, 100 % do after.',
  )
  expect(said([layer(0.5), layer(0.25)])).toContain('most in the embeddings, where')
  expect(said([layer(0.5), layer(0.25)])).not.toContain('did not move')
  expect(said([{ ...layer(0.5), separation: null }])).not.toContain('centre')
})

test('a map without differences says why', () => {
  expect(mapSentence({ ...layer(0), variance: 0 }, 'umap', 0)).toMatch(/^In the embeddings all texts/)
  expect(mapSentence(layer(0), 'pca', 1)).toContain('40.0 %')
})
