// The numbers behind a chart, newest first: also the way to them for a screen reader.
import { ScrollArea, Table } from '@mantine/core'
import { duration, number } from '../ui/format.ts'
import { axisTitles, type Curve } from './curves.ts'
import type { Axis } from './series.ts'

const mostRows = 500

interface CurveTableProps {
  readonly curves: readonly Curve[]
  readonly rows: readonly Record<string, number>[]
  readonly axis: Axis
  readonly height: number
}

export function CurveTable({ curves, rows, axis, height }: CurveTableProps) {
  return (
    <ScrollArea h={height} type="auto">
      <Table stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th className="number">{axisTitles[axis]}</Table.Th>
            {curves.map(({ key, label }) => (
              <Table.Th key={key} className="number">
                {label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows
            .slice(-mostRows)
            .toReversed()
            .map((row) => (
              <Table.Tr key={row['x']}>
                <Table.Td className="number">
                  {axis === 'time' ? duration(row['x'] ?? 0) : number(row['x'] ?? 0)}
                </Table.Td>
                {curves.map(({ key }) => (
                  <Table.Td key={key} className="number">
                    {row[key] !== undefined && number(row[key])}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  )
}
