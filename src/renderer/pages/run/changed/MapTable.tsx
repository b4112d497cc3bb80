// The texts of a map and where they lie: also the way to them for a screen reader.
import { ScrollArea, Table, Text } from '@mantine/core'
import type { HiddenChange, StateMap } from '../../../../shared/changes.ts'
import { count, number } from '../../../ui/format.ts'

interface MapTableProps {
  readonly change: Pick<HiddenChange, 'rows' | 'classes'>
  readonly map: StateMap
}

export function MapTable({ change: { rows, classes }, map }: MapTableProps) {
  return (
    <ScrollArea h={440} type="auto">
      <Table stickyHeader aria-label="Texts on the maps">
        <Table.Thead>
          <Table.Tr>
            <Table.Th className="number">Row</Table.Th>
            <Table.Th>Text</Table.Th>
            <Table.Th>Class</Table.Th>
            <Table.Th className="number">Before</Table.Th>
            <Table.Th className="number">After</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ row, text, class: index }, i) => (
            <Table.Tr key={row}>
              <Table.Td className="number">{count(row)}</Table.Td>
              <Table.Td>
                <Text size="sm" className="fold" title={text}>
                  {text}
                </Text>
              </Table.Td>
              <Table.Td>{index === null ? '' : classes[index]}</Table.Td>
              <Table.Td className="number">{placeText(map.before[i]!)}</Table.Td>
              <Table.Td className="number">{placeText(map.after[i]!)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  )
}

const placeText = ([x, y]: readonly [number, number]): string => `${number(x)}, ${number(y)}`
