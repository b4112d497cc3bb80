// The rows that could not be used, each with its number and reason.
import { Button, Collapse, Stack, Table, Text } from '@mantine/core'
import type { ImportReport } from '../../../shared/dataset.ts'
import { count, plural } from '../../ui/format.ts'

interface SetAsideProps {
  readonly report: ImportReport
  readonly open: boolean
  readonly onToggle: () => void
}

export function SetAside({ report, open, onToggle }: SetAsideProps) {
  if (report.setAside === 0) return null
  return (
    <Stack gap="xs" align="flex-start">
      <Button size="xs" variant="default" onClick={onToggle} aria-expanded={open}>
        {open ? 'Hide' : 'Show'} the {plural(report.setAside, 'row')} set aside
      </Button>
      <Collapse expanded={open}>
        <Table aria-label="Rows set aside" maw={800}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>File</Table.Th>
              <Table.Th className="number">Row</Table.Th>
              <Table.Th>Reason</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {report.setAsideRows.map(({ file, row, reason }) => (
              <Table.Tr key={`${file} ${row}`}>
                <Table.Td>{file}</Table.Td>
                <Table.Td className="number">{count(row)}</Table.Td>
                <Table.Td>{reason}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        {report.setAsideRows.length < report.setAside && (
          <Text size="sm" c="dimmed">
            These are the first {count(report.setAsideRows.length)}.
          </Text>
        )}
      </Collapse>
    </Stack>
  )
}
