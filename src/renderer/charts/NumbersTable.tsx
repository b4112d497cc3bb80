// The numbers behind a chart of few points, as a table and as CSV.
import { ScrollArea, Table } from '@mantine/core'
import { csvCell } from '../../shared/csvCell.ts'

/** The first column names the row. */
export interface Numbers {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

export function numbersCsv({ columns, rows }: Numbers): string {
  return [columns, ...rows].map((row) => row.map(csvCell).join(',')).join('\n') + '\n'
}

export function NumbersTable({ numbers, height }: { readonly numbers: Numbers; readonly height: number }) {
  const { columns, rows } = numbers
  return (
    <ScrollArea h={height} type="auto">
      <Table stickyHeader>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column, i) => (
              <Table.Th key={column} className={i > 0 ? 'number' : ''}>
                {column}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row[0]}>
              {row.map((cell, i) => (
                <Table.Td key={columns[i]} className={i > 0 ? 'number' : ''}>
                  {cell}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  )
}
