// What was taken for what: rows are true classes, columns predictions; a cell opens its texts.
import { Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { RunInfo } from '../../../shared/runInfo.ts'
import type { SplitName } from '../../../shared/run.ts'
import { count } from '../../ui/format.ts'
import { Term } from '../../ui/Term.tsx'
import { splits } from '../../ui/runNames.ts'
import { SplitControl } from '../../ui/SplitControl.tsx'
import styles from './Confusion.module.css'
import type { Pick } from './Examples.tsx'

/** The most classes whose names fit above the columns. */
const mostNamed = 7

interface ConfusionProps {
  readonly run: RunInfo
  readonly onPick: (cell: Pick) => void
}

export function Confusion({ run, onPick }: ConfusionProps) {
  const scores = run.result?.scores ?? {}
  const present = splits.filter((split) => scores[split]?.confusion)
  const [split, setSplit] = useState<SplitName>(present.at(-1) ?? 'dev')
  const counts = scores[split]?.confusion
  const labels = scores[split]?.perClass?.map(({ label }) => label) ?? []
  if (!counts) return null
  // With many classes the columns are too narrow for names, so they carry the rows' numbers.
  const dense = labels.length > mostNamed
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Group gap="xs">
          <Text size="sm" c="dimmed">
            Each row is a true class, each column what the model said. Open a cell to read its texts.
          </Text>
          <Term name="confusion" />
        </Group>
        <SplitControl splits={present} value={split} onChange={setSplit} />
      </Group>
      <div className={styles.scroll}>
        <table className={`${styles.matrix} ${dense ? styles.dense : ''}`} aria-label="Confusion">
          <thead>
            <tr>
              <th scope="col">True \ predicted</th>
              {labels.map((label, i) => (
                <th key={label} scope="col" title={label} aria-label={label}>
                  {dense ? i + 1 : label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {counts.map((row, truth) => {
              const total = row.reduce((sum, n) => sum + n, 0) || 1
              const label = labels[truth] ?? String(truth)
              return (
                <tr key={label}>
                  <th scope="row" title={label}>
                    {dense && `${truth + 1} `}
                    {label}
                  </th>
                  {row.map((n, guess) => {
                    const predicted = labels[guess] ?? String(guess)
                    return (
                      <td key={predicted} className={truth === guess ? styles.right : styles.wrong}>
                        <button
                          type="button"
                          disabled={n === 0}
                          style={{ '--share': `${Math.round((100 * n) / total)}%` } as React.CSSProperties}
                          aria-label={`${count(n)} rows of ${label} predicted as ${predicted}`}
                          onClick={() => onPick({ split, label, predicted })}
                        >
                          {n > 0 ? count(n) : '·'}
                        </button>
                      </td>
                    )
                  })}
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
    </Stack>
  )
}
