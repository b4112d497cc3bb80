import { expect, test } from 'vitest'
import { hrefOf, placeOf } from './router.ts'

test('an address and its place are the same thing', () => {
  const href = hrefOf('runs', 'a/b c', { tab: 'options' })
  const place = placeOf(href)
  expect([place.page, place.id, place.query.get('tab')]).toEqual(['runs', 'a/b c', 'options'])
})

test('nothing is the first page', () => {
  expect(placeOf('')).toMatchObject({ page: '', id: '' })
  expect(hrefOf('data')).toBe('#/data')
})
