// Templates on a sheet: added, copied, changed, removed, and read again.
import { expect, test } from 'vitest'
import { added, changed, firstSheet, readDesk, removed, type Sheet } from './sheets.ts'

const words = { bad: 'terrible', good: 'great' }
const known = ['{text_a} It was {mask}.', 'Just {mask}! {text_a}'].map((template) => ({
  ...{ title: 'Sentiment', template, words, range: null },
}))
const templates = ({ prompts }: Sheet): string[] => prompts.map(({ template }) => template)

test('it begins with what is known, and a copy stands beside its original', () => {
  const first = firstSheet(known)
  expect(templates(first)).toEqual(known.map(({ template }) => template))
  const copied = added(first, first.prompts[0]!, '1')
  expect(copied).toMatchObject({ chosen: '3' })
  const edited = changed(copied, '3', { template: 'So {mask}: {text_a}', words, range: null })
  expect(templates(edited)).toEqual([known[0]!.template, 'So {mask}: {text_a}', known[1]!.template])
})

test('the neighbour of what is removed is chosen; the last leaves nothing', () => {
  const first = firstSheet(known)
  expect(removed(first, '1')).toMatchObject({ chosen: '2' })
  expect(removed({ ...first, chosen: '2' }, '2')).toMatchObject({ chosen: '1' })
  expect(removed(first, '2')).toMatchObject({ chosen: '1' })
  const none = removed(removed(first, '1'), '2')
  expect(none).toEqual({ prompts: [], chosen: '' })
  expect(added(none, { template: '', words: {}, range: null })).toMatchObject({ chosen: '1' })
})

test('what was kept is read again, and what cannot be read is left behind', () => {
  const desk = { dataset: 'd', model: 'm', sheets: { 'd masked': firstSheet(known) } }
  expect(readDesk(JSON.stringify(desk))).toEqual(desk)
  for (const text of ['', '{', 'null', '{"dataset":1}'])
    expect(readDesk(text)).toEqual({ dataset: '', model: '', sheets: {} })
})
