// How many rows each class has, largest first.
import { Button, Stack, Table, Title } from '@mantine/core'
import { useState } from 'react'
import type { ImportReport } from '../../../shared/dataset.ts'
import { Bar } from '../../ui/Bar.tsx'
import { count } from '../../ui/format.ts'

const shownAtFirst = 8

export function ClassBars({ classes }: { readonly classes: ImportReport['classes'] }) {
  const [all, setAll] = useState(false)
  const sorted = classes
    .map(({ label, counts }) => ({ label, rows: Object.values(counts).reduce((sum, n) => sum + n, 0) }))
    .sort((a, b) => b.rows - a.rows)
  const most = sorted[0]?.rows ?? 1
  return (
    <Stack gap="xs">
      <Title order={2}>Classes</Title>
      <Table horizontalSpacing={0} withRowBorders={false} verticalSpacing={3} aria-label="Rows per class">
        <Table.Tbody>
          {sorted.slice(0, all ? undefined : shownAtFirst).map(({ label, rows }) => (
            <Table.Tr key={label}>
              <Table.Td w="35%" pr="sm" style={{ overflowWrap: 'anywhere' }}>
                {label}
              </Table.Td>
              <Table.Td>
                <Bar share={rows / most} />
              </Table.Td>
              <Table.Td className="number" w={70}>
                {count(rows)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {sorted.length > shownAtFirst && (
        <Button size="xs" variant="subtle" style={{ alignSelf: 'flex-start' }} onClick={() => setAll(!all)}>
          {all ? 'Show the largest' : `Show all ${sorted.length} classes`}
        </Button>
      )}
    </Stack>
  )
}
