// The first rows of a file, with the part that each column plays.
import { Badge, Table, Text } from '@mantine/core'
import type { DetectedTable, Roles } from '../../../shared/dataset.ts'

const rowsShown = 8

interface PreviewTableProps {
  readonly detected: DetectedTable
  readonly roles: Roles | null
}

export function PreviewTable({ detected, roles }: PreviewTableProps) {
  const roleOf = (column: string): string | null => {
    if (column === roles?.text) return 'text'
    if (column === roles?.pair) return 'second text'
    if (column === roles?.label) return 'label'
    return null
  }
  return (
    <Table.ScrollContainer minWidth={400} type="native">
      <Table aria-label={`First rows of ${detected.name}`}>
        <Table.Thead>
          <Table.Tr>
            {detected.columns.map(({ name }) => (
              <Table.Th key={name}>
                {name}{' '}
                {roleOf(name) && (
                  <Badge size="sm" variant="light" tt="none">
                    {roleOf(name)}
                  </Badge>
                )}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {detected.preview.slice(0, rowsShown).map((row, i) => (
            <Table.Tr key={i}>
              {detected.columns.map(({ name }) => (
                <Table.Td key={name} c={roleOf(name) ? 'bright' : 'dimmed'} style={{ verticalAlign: 'top' }}>
                  <Text size="sm" className="fold" maw={560}>
                    {row[name]}
                  </Text>
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
