// Figures one below the other: their names on the left, what they are on the right.
import { Table } from '@mantine/core'

export function Figures({ rows }: { readonly rows: readonly (readonly [name: string, value: string])[] }) {
  return (
    <Table verticalSpacing={3} horizontalSpacing={0} withRowBorders={false}>
      <Table.Tbody>
        {rows.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th fw={400} c="dimmed" scope="row">
              {name}
            </Table.Th>
            <Table.Td className="number">{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
