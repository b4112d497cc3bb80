// Turns: one at a time, the newest of those that wait first.
import { expect, test } from 'vitest'
import { NewestFirst } from './newestFirst.ts'

test('the one at work is finished, then the newest is done; one that fails holds up no other', async () => {
  const turns = new NewestFirst()
  const done: string[] = []
  let atWork = 0
  const work = (name: string) => async () => {
    expect(++atWork).toBe(1)
    await new Promise((resolve) => setImmediate(resolve))
    atWork--
    done.push(name)
    if (name === 'third') throw new Error('It cannot be done.')
    return name
  }
  const all = await Promise.allSettled(
    ['first', 'second', 'third', 'fourth'].map((name) => turns.do(work(name))),
  )
  expect(done).toEqual(['first', 'fourth', 'third', 'second'])
  expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
  expect(await turns.do(async () => 5)).toBe(5)
})
