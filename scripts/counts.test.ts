// Which skipped tests are excused.
import { expect, test } from 'vitest'
import { unexcused } from './counts.ts'

test('a skip is excused only when it names a need that is not met', () => {
  const skips = [
    { name: 'no reason', why: '' },
    { name: 'met', why: 'needs a browser' },
    { name: 'not met', why: 'needs the Electron binary' },
    { name: 'unknown', why: 'needs an NVIDIA GPU' },
  ]
  const capabilities = new Map([
    ['a browser', true],
    ['the Electron binary', false],
  ])
  expect(unexcused(skips, capabilities).map(({ name }) => name)).toEqual(['no reason', 'met'])
})
