// One file holds the curves of all runs.
import { expect, test } from 'vitest'
import { curvesCsv } from './curvesCsv.ts'

const point = (series: string, step: number, value: number) => ({
  series,
  step,
  epoch: step / 10,
  seconds: step * 2,
  value,
})

test('a row for each point, smoothed where it is training, names quoted where they must be', () => {
  const csv = curvesCsv(
    [
      {
        number: 1,
        name: 'small, "first"',
        series: {
          'train/loss': [point('train/loss', 1, 2), point('train/loss', 2, 1)],
          'dev/accuracy': [point('dev/accuracy', 2, 0.5)],
        },
      },
      { number: 2, name: 'second', series: {} },
    ],
    0.5,
  )
  expect(csv).toBe(
    [
      'run,name,series,step,epoch,seconds,value,smoothed',
      '1,"small, ""first""",train/loss,1,0.1,2,2,2',
      // (0.5 * 1 + 0.25 * 2) / 0.75
      `1,"small, ""first""",train/loss,2,0.2,4,1,${1 / 0.75}`,
      '1,"small, ""first""",dev/accuracy,2,0.2,4,0.5,',
      '',
    ].join('\n'),
  )
})
