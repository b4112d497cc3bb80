// The texts that leave first and last under the chosen rule: what a layer finds simple, and what it does not.
import { Button, Group, SegmentedControl, Table, Text } from '@mantine/core'
import { memo, useMemo, useState } from 'react'
import { inOrderOfLeaving } from '../../../../shared/exits/leavers.ts'
import { Block } from '../../../ui/Block.tsx'
import { RowText } from '../RowText.tsx'
import { count, number, percent } from '../../../ui/format.ts'
import type { Layered } from '../../../../shared/exits/layered.ts'

const pageSize = 10
const ends = { first: 'First to leave', last: 'Last to leave' } as const
type End = keyof typeof ends

interface ExitTextsProps {
  readonly shown: Layered
  /** The layer that each row leaves at. */
  readonly left: readonly number[]
}

export const ExitTexts = memo(function ExitTexts({ shown, left }: ExitTextsProps) {
  const { said, rows } = shown
  const [end, setEnd] = useState<End>('first')
  const [most, setMost] = useState(pageSize)
  const order = useMemo(() => inOrderOfLeaving(left, rows), [left, rows])
  const list = (end === 'first' ? order : order.toReversed()).slice(0, most)
  const classes = said.labels.length > 0
  const figure = classes ? '' : 'number'
  return (
    <Block title="Texts by where they leave">
      <Group>
        <SegmentedControl
          size="xs"
          aria-label="Which texts"
          value={end}
          onChange={(value) => {
            setEnd(value as End)
            setMost(pageSize)
          }}
          data={Object.entries(ends).map(([value, label]) => ({ value, label }))}
        />
        <Text size="sm" c="dimmed">
          {end === 'first' ? 'From the earliest layer on' : 'From the latest layer back'}
          {classes && (end === 'first' ? ', the surest first' : ', the least sure first')}.
        </Text>
      </Group>
      <Table aria-label={ends[end]}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th className="number">Row</Table.Th>
            <Table.Th>Text</Table.Th>
            <Table.Th className={figure}>True</Table.Th>
            <Table.Th className={figure}>Predicted</Table.Th>
            <Table.Th className="number">Layer</Table.Th>
            {classes && <Table.Th className="number">Sure</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {list.map(({ index, layer, answer, probability }) => {
            const { row, text, pair, label } = said.rows[index]!
            const predicted = classes ? said.labels[answer]! : number(answer)
            return (
              <Table.Tr key={row}>
                <Table.Td className="number">{count(row)}</Table.Td>
                <Table.Td>
                  <RowText text={text} pair={pair} />
                </Table.Td>
                <Table.Td className={figure}>{label}</Table.Td>
                <Table.Td className={figure} fw={classes && predicted !== label ? 600 : 400}>
                  {predicted}
                  {classes && predicted !== label && ' ✗'}
                </Table.Td>
                <Table.Td className="number">{layer + 1}</Table.Td>
                {classes && <Table.Td className="number">{percent(probability)}</Table.Td>}
              </Table.Tr>
            )
          })}
        </Table.Tbody>
      </Table>
      {list.length < order.length && (
        <Button
          variant="default"
          size="xs"
          onClick={() => setMost(5 * most)}
          style={{ alignSelf: 'flex-start' }}
        >
          Show more
        </Button>
      )}
    </Block>
  )
})
