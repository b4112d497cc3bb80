// Which label means which: offered, and changed by choosing another.
import { Select, Stack, Table, Text } from '@mantine/core'
import type { DatasetManifest } from '../../shared/dataset.ts'
import type { LabelMapping } from '../../shared/labelMapping.ts'
import { count, plural } from './format.ts'
import { rowsOfLabels, rowsUnder } from './otherDatasets.ts'

interface LabelMappingTableProps {
  readonly dataset: DatasetManifest
  /** The labels that the model knows. */
  readonly known: readonly string[]
  readonly mapping: LabelMapping
  readonly onChange: (mapping: LabelMapping) => void
}

/** Select has no value for "none", so leaving out has a name that no label can have: labels are never empty. */
const leave = ''

export function LabelMappingTable({ dataset, known, mapping, onChange }: LabelMappingTableProps) {
  const rows = rowsOfLabels(dataset)
  const { taken, left } = rowsUnder(dataset, mapping)
  const choices = [
    ...known.map((label) => ({ value: label, label })),
    { value: leave, label: 'leave these rows out' },
  ]
  return (
    <Stack gap="xs">
      {dataset.task === 'classify' && (
        <Table.ScrollContainer minWidth={320} maxHeight={320} type="native">
          <Table w="auto" aria-label="Which label means which" stickyHeader>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Label there</Table.Th>
                <Table.Th className="number">Rows</Table.Th>
                <Table.Th>Means here</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {dataset.labels.map((label) => (
                <Table.Tr key={label}>
                  <Table.Td maw={280} style={{ overflowWrap: 'anywhere' }}>
                    {label}
                  </Table.Td>
                  <Table.Td className="number">{count(rows.get(label) ?? 0)}</Table.Td>
                  <Table.Td>
                    <Select
                      size="xs"
                      w={170}
                      aria-label={`What ${label} means`}
                      allowDeselect={false}
                      searchable={known.length > 10}
                      data={choices}
                      value={mapping[label] ?? leave}
                      onChange={(meant) => onChange({ ...mapping, [label]: meant === leave ? null : meant })}
                    />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      <Text size="sm" c={taken === 0 ? 'red' : 'dimmed'} aria-live="polite">
        {taken === 0
          ? 'No row would be scored: say which label means which.'
          : `${plural(taken, 'row')} will be scored`}
        {taken > 0 &&
          (left > 0 ? `, ${count(left)} are left out because their label means nothing here.` : '.')}
      </Text>
    </Stack>
  )
}
