import { expect, test } from 'vitest'
import { cardParts } from './cardParts.ts'

test('headings, paragraphs, code and tables come apart, and nothing is lost', () => {
  const markdown = [
    '# A model #',
    'First line',
    'goes on.',
    '',
    'Another.',
    '```python',
    '# no heading',
    '',
    'x = 1',
    '```',
    '| a | b |',
    '|---|---|',
    'After the table.',
    '#hashtag',
    '~~~',
    'never closed',
  ].join('\n')
  expect(cardParts(markdown)).toEqual([
    { kind: 'heading', text: 'A model' },
    { kind: 'text', text: 'First line\ngoes on.' },
    { kind: 'text', text: 'Another.' },
    { kind: 'code', text: '# no heading\n\nx = 1' },
    { kind: 'code', text: '| a | b |\n|---|---|' },
    { kind: 'text', text: 'After the table.\n#hashtag' },
    { kind: 'code', text: 'never closed' },
  ])
  expect(cardParts('')).toEqual([])
})
