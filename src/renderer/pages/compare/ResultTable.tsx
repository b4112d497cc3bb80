// The methods at one size: score over seeds, what was trained, and what it cost.
import { Group, Table, useComputedColorScheme } from '@mantine/core'
import { Fragment } from 'react'
import { bestIn, columnsOf } from '../../../shared/comparison/columns.ts'
import type { Report } from '../../../shared/comparison/report.ts'
import type { Summary } from '../../../shared/comparison/trials.ts'
import { runColour } from '../../charts/colours.ts'
import { ScoreDots } from '../../charts/ScoreDots.tsx'
import { Term } from '../../ui/Term.tsx'

interface ResultTableProps {
  readonly report: Report
  /** At one size. */
  readonly summaries: readonly Summary[]
  /** The other dataset whose scores are shown: all of them would leave no room for the rest. */
  readonly elsewhere: number
}

export function ResultTable({ report, summaries, elsewhere }: ResultTableProps) {
  const scheme = useComputedColorScheme('light')
  const columns = columnsOf(report, summaries)
    .filter((column) => (column.elsewhere ?? elsewhere) === elsewhere)
    .map((column) => ({ ...column, best: bestIn(column, summaries) }))
  const values = summaries.flatMap(({ score }) => score.values.map(({ value }) => value))
  const reach: [number, number] = [Math.min(...values), Math.max(...values)]
  return (
    <Table.ScrollContainer minWidth={640} type="native">
      <Table aria-label="Result" horizontalSpacing={6} fz={13}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Method</Table.Th>
            {columns.map(({ key, title }, i) => (
              <Fragment key={key}>
                <Table.Th className="number" style={{ whiteSpace: 'normal', overflowWrap: 'break-word' }}>
                  {title} {key === `elsewhere ${elsewhere}` && <Term name="outOfDomain" />}
                </Table.Th>
                {i === 0 && <Table.Th style={{ whiteSpace: 'nowrap' }}>Each seed</Table.Th>}
              </Fragment>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {report.methods.map(({ key: method, title, number: position }) => {
            const one = summaries.find((summary) => summary.method === method)
            const colour = runColour(position, scheme)
            return (
              <Table.Tr key={method}>
                <Table.Th scope="row" fw={400} style={{ whiteSpace: 'nowrap' }}>
                  <Group gap="xs" wrap="nowrap">
                    <span aria-hidden className="colourDot" style={{ background: colour }} />
                    {title}
                  </Group>
                </Table.Th>
                {one ? (
                  columns.map(({ key, text, value, best }, i) => (
                    <Fragment key={key}>
                      <Table.Td className="number" fw={best !== undefined && value(one) === best ? 700 : 400}>
                        {text(one)}
                      </Table.Td>
                      {i === 0 && (
                        <Table.Td>
                          <ScoreDots
                            values={one.score.values.map(({ seed, value }) => ({
                              title: `seed ${seed}`,
                              value,
                            }))}
                            mean={one.score.mean}
                            reach={reach}
                            colour={colour}
                          />
                        </Table.Td>
                      )}
                    </Fragment>
                  ))
                ) : (
                  <Table.Td colSpan={columns.length + 1} c="dimmed">
                    No run of it has finished yet.
                  </Table.Td>
                )}
              </Table.Tr>
            )
          })}
          {report.majority
            .filter(({ size }) => size === summaries[0]?.size)
            .map((line) => (
              <Table.Tr key={line.title} c="dimmed">
                <Table.Th scope="row" fw={400} style={{ whiteSpace: 'nowrap' }}>
                  {line.title} <Term name="majority" />
                </Table.Th>
                {columns.map(({ key, ofScores }, i) => (
                  <Fragment key={key}>
                    <Table.Td className="number">{ofScores?.(line)}</Table.Td>
                    {i === 0 && <Table.Td />}
                  </Fragment>
                ))}
              </Table.Tr>
            ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
