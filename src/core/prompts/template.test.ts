import { expect, test } from 'vitest'
import { checkFields, fillTemplate, parseTemplate } from './template.ts'

const filled = (template: string, text: string, pair?: string): string[] =>
  fillTemplate(parseTemplate(template), { text, pair }, '<gap>')

test.each([
  ['{text_a} It was {mask}.', 'Great fun!', undefined, ['Great fun! It was <gap>.']],
  ['{text} It was {mask}{mask}.', 'Fun', undefined, ['Fun It was <gap><gap>.']],
  [
    '{text_a:no-punctuation}? {mask}, {text_b:lower-first}',
    'It rains. ',
    'Take a coat',
    ['It rains? <gap>, take a coat'],
  ],
  ['{text_a:no-punctuation,lower-first} {mask}', 'Really?!', undefined, ['really <gap>']],
  ['"{text_a}"? {segment} {mask}, "{text_b}"', 'A', 'B', ['"A"?', '<gap>, "B"']],
  ['{{{mask}}} {text_a}', 'A', undefined, ['{<gap>} A']],
  [
    '{mask}: {text_a}',
    'a {mask} of {text_b} in the text',
    undefined,
    ['<gap>: a {mask} of {text_b} in the text'],
  ],
])('%s', (template, text, pair, expected) => {
  expect(filled(template, text, pair)).toEqual(expected)
})

test.each([
  ['', /no \{mask\}/],
  ['{text_a} It was great.', /no \{mask\}/],
  ['It was {mask}.', /no \{text_a\}/],
  ['{text_a} was {mask', /brace at character 14 is never closed/],
  ['{text_a} was} {mask}', /brace at character 13 closes nothing/],
  ['{body} was {mask}', /no field \{body\}\. Fields are \{text_a\}, \{text_b\}/],
  ['{toString} was {mask}', /no field \{toString\}/],
  ['{text_a:upper} {mask}', /no modifier "upper"\. There are lower-first and no-punctuation/],
  ['{text_a}{segment}{mask}{segment}', /more than one \{segment\}/],
])('"%s" is refused with the place', (template, message) => {
  expect(() => parseTemplate(template)).toThrow(
    expect.objectContaining({ code: 'option', message: expect.stringMatching(message) }),
  )
})

test('a template must use the texts that rows have, no more and no fewer', () => {
  const single = parseTemplate('{text_a} {mask}')
  const pair = parseTemplate('{text_a} {mask} {text_b}')
  checkFields(single, false)
  checkFields(pair, true)
  expect(() => checkFields(pair, false)).toThrow(/has \{text_b\}, but the dataset’s rows have one text/)
  expect(() => checkFields(single, true)).toThrow(/leaves \{text_b\} out/)
})
