// Names beside marks.
import { expect, test } from 'vitest'
import { labelPlaces } from './labelPlaces.ts'

test('a name stands right of its mark, where there is room', () => {
  expect(labelPlaces([{ x: 50, y: 50, label: 'LoRA' }], 300)).toEqual(['right'])
})

test('a name at the edge, or beside a neighbour, goes elsewhere', () => {
  const marks = [
    { x: 100, y: 50, label: 'LoRA' },
    { x: 120, y: 50, label: 'Adapter' },
    { x: 290, y: 150, label: 'Full fine-tuning' },
  ]
  // LoRA's name would cover the mark of Adapter.
  expect(labelPlaces(marks, 300)).toEqual(['left', 'right', 'left'])
})

test('a name that covers something everywhere is at least whole', () => {
  const crowd = [200, 220, 240].map((x) => ({ x, y: 50, label: 'Adapter' }))
  const marks = [...crowd, { x: 290, y: 52, label: 'TF-IDF + logistic regression' }]
  expect(labelPlaces(marks, 300).at(-1)).toBe('left')
})

test('names that have no free place at all still stand somewhere', () => {
  const same = Array.from({ length: 6 }, () => ({ x: 50, y: 50, label: 'Method' }))
  expect(labelPlaces(same, 300)).toHaveLength(6)
})
