// Texts with what the model said of them: the worst mistakes first.
import { Button, CopyButton, Group, Select, Stack, Table, Text } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { RunInfo } from '../../../shared/runInfo.ts'
import type { SplitName } from '../../../shared/run.ts'
import { lab } from '../../lab/lab.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { exampleText } from './exampleText.ts'
import { RowText } from './RowText.tsx'
import { count, number, percent, plural } from '../../ui/format.ts'
import { splits } from '../../ui/runNames.ts'
import { SplitControl } from '../../ui/SplitControl.tsx'

/** Which examples: of a split, of one cell of the confusion matrix. */
export interface Pick {
  readonly split?: SplitName
  readonly label?: string
  readonly predicted?: string
}

const pageSize = 50
const orders = [
  { value: 'loss', label: 'Largest loss first' },
  { value: 'confidence', label: 'Surest first' },
  { value: 'row', label: 'As in the file' },
] as const
type Order = (typeof orders)[number]['value']

interface ExamplesProps {
  readonly run: RunInfo
  readonly pick: Pick
  readonly onPick: (pick: Pick) => void
}

export function Examples({ run, pick, onPick }: ExamplesProps) {
  const scores = run.result?.scores ?? {}
  const present = splits.filter((name) => name !== 'train' && scores[name])
  const split = pick.split ?? present.at(-1) ?? 'dev'
  const labels = scores[split]?.perClass?.map(({ label }) => label) ?? []
  const [order, setOrder] = useState<Order>('loss')
  const [pages, setPages] = useState(1)
  const filter = {
    id: run.id,
    split,
    order,
    ...(pick.label !== undefined && { label: pick.label }),
    ...(pick.predicted !== undefined && { predicted: pick.predicted }),
  }
  const answer = useQuery({
    queryKey: ['predictions', run.id, filter, pages],
    queryFn: () =>
      lab.call('runs.predictions', { ...filter, offset: 0, limit: Math.min(500, pages * pageSize) }),
    placeholderData: keepPreviousData,
    retry: false,
  })
  const classes = labels.length > 0
  const figure = classes ? '' : 'number'
  const choose = (changed: { split?: SplitName; label?: string | null; predicted?: string | null }): void => {
    setPages(1)
    const next = Object.entries({ ...pick, split, ...changed }).filter(([, value]) => value !== null)
    onPick(Object.fromEntries(next))
  }
  return (
    <Stack gap="xs">
      <Group>
        <SplitControl splits={present} value={split} onChange={(value) => choose({ split: value })} />
        <Select
          size="xs"
          w={170}
          aria-label="Order"
          allowDeselect={false}
          data={orders.filter(({ value }) => classes || value !== 'confidence')}
          value={order}
          onChange={(value) => setOrder(value as Order)}
        />
        {classes && (
          <>
            <ClassFilter
              name="True class"
              labels={labels}
              value={pick.label}
              onChange={(label) => choose({ label })}
            />
            <ClassFilter
              name="Predicted class"
              labels={labels}
              value={pick.predicted}
              onChange={(predicted) => choose({ predicted })}
            />
          </>
        )}
        <Text size="sm" c="dimmed">
          {answer.data && plural(answer.data.total, 'text')}
        </Text>
      </Group>
      <ErrorNote error={answer.error} />
      {answer.data && (
        <Table aria-label="Examples">
          <Table.Thead>
            <Table.Tr>
              <Table.Th className="number">Row</Table.Th>
              <Table.Th>Text</Table.Th>
              <Table.Th className={figure}>True</Table.Th>
              <Table.Th className={figure}>Predicted</Table.Th>
              {classes && <Table.Th className="number">Sure</Table.Th>}
              <Table.Th className="number">Loss</Table.Th>
              <Table.Td />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {answer.data.rows.map((example) => {
              const { row, text, pair, label, predicted, confidence, loss } = example
              return (
                <Table.Tr key={row}>
                  <Table.Td className="number">{count(row)}</Table.Td>
                  <Table.Td>
                    <RowText text={text} pair={pair} />
                  </Table.Td>
                  <Table.Td className={figure}>{label}</Table.Td>
                  <Table.Td className={figure} fw={classes && label !== predicted ? 600 : 400}>
                    {classes ? predicted : number(Number(predicted))}
                  </Table.Td>
                  {classes && <Table.Td className="number">{percent(confidence)}</Table.Td>}
                  <Table.Td className="number">{number(loss)}</Table.Td>
                  <Table.Td w={70}>
                    <CopyButton value={exampleText(example)}>
                      {({ copied, copy }) => (
                        <Button
                          size="compact-xs"
                          variant="subtle"
                          color="gray"
                          aria-label={`Copy row ${row} with its prediction`}
                          onClick={copy}
                        >
                          {copied ? 'Copied' : 'Copy'}
                        </Button>
                      )}
                    </CopyButton>
                  </Table.Td>
                </Table.Tr>
              )
            })}
          </Table.Tbody>
        </Table>
      )}
      {answer.data && answer.data.rows.length < answer.data.total && pages * pageSize < 500 && (
        <Button
          variant="default"
          size="xs"
          onClick={() => setPages(pages + 1)}
          style={{ alignSelf: 'flex-start' }}
        >
          Show more
        </Button>
      )}
    </Stack>
  )
}

interface ClassFilterProps {
  readonly name: string
  readonly labels: readonly string[]
  readonly value: string | undefined
  readonly onChange: (value: string | null) => void
}

function ClassFilter({ name, labels, value, onChange }: ClassFilterProps) {
  return (
    <Select
      size="xs"
      w={180}
      clearable
      searchable
      placeholder={name}
      aria-label={name}
      data={[...labels]}
      value={value ?? null}
      onChange={onChange}
    />
  )
}
