import { expect, test } from 'vitest'
import type { StateMap } from '../../../../shared/changes.ts'
import { mapCsv, nearestMark, panelsOf, titleHeight } from './mapPanels.ts'

const map: StateMap = {
  before: [
    [0, 0],
    [1, 1],
  ],
  after: [
    [0, 0],
    [4, 2],
  ],
}
const panels = panelsOf(map, 216)

test('both panels share one scale, with the larger span from margin to margin', () => {
  expect(panels).toMatchObject({ side: 100, width: 216, offsets: [0, 116] })
  const [before, after] = panels.places
  expect(before![0]![0]).toBe(12)
  expect(after![1]![0]).toBe(116 + 100 - 12)
  expect(after![0]).toEqual([before![0]![0] + 116, before![0]![1]])
  // Upwards is less, and the middle of it is the middle of the panel.
  expect((after![0]![1] + after![1]![1]) / 2).toBe(titleHeight + 50)
  expect(after![1]![1]).toBeLessThan(after![0]![1])
})

test('points that all lie in one place are drawn in the middle', () => {
  const { places } = panelsOf({ before: [[3, 3]], after: [[3, 3]] }, 216)
  expect(places).toEqual([[[50, titleHeight + 50]], [[166, titleHeight + 50]]])
})

test('the mark under the pointer, unless it is hidden or far', () => {
  const [x, y] = panels.places[1]![1]!
  expect(nearestMark(panels, x + 3, y, [true, true])).toBe(1)
  expect(nearestMark(panels, x + 3, y, [true, false])).toBeNull()
  expect(nearestMark(panels, x + 30, y, [true, true])).toBeNull()
})

test('a row for each text as CSV', () => {
  const rows = [
    { row: 3, text: 'good, really', label: 'yes', class: 0 },
    { row: 5, text: 'who knows', class: null },
  ]
  expect(mapCsv({ rows, classes: ['yes'] }, map)).toBe(
    'row,text,class,before_x,before_y,after_x,after_y\n3,"good, really",yes,0,0,0,0\n5,who knows,,1,1,4,2\n',
  )
})
