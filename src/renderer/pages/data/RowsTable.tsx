// Every row of a dataset, drawn only where it is looked at; long texts fold until clicked.
import { Button, Group, Select, Stack, Text, TextInput, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQueries } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef, useState } from 'react'
import type { DatasetManifest, Example } from '../../../shared/dataset.ts'
import type { SplitName } from '../../../shared/run.ts'
import { lab } from '../../lab/lab.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { count, plural } from '../../ui/format.ts'
import { splits } from '../../ui/runNames.ts'
import { SplitControl } from '../../ui/SplitControl.tsx'
import styles from './RowsTable.module.css'

const pageSize = 100
/** Pixels; fewer rows take less. */
const mostHeight = 420
/** An import report names at most so many rows of each kind. */
const mostNamed = 20

/** Certain rows of one split that a warning speaks of. */
export interface OnlyRows {
  readonly split: SplitName
  readonly rows: readonly number[]
  /** What they have in common: "repeat an earlier text". */
  readonly what: string
}

interface RowsTableProps {
  readonly dataset: DatasetManifest
  readonly only: OnlyRows | null
  /** Shows all rows again. */
  readonly onAll: () => void
}

export function RowsTable({ dataset, only, onAll }: RowsTableProps) {
  const { id, report, labels } = dataset
  const present = splits.filter((name) => (report.splits[name] ?? 0) > 0)
  const [chosen, setSplit] = useState<SplitName>(present[0] ?? 'train')
  const split = only?.split ?? chosen
  const [label, setLabel] = useState<string | null>(null)
  const [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed.trim(), 200)
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Title order={2}>Rows</Title>
        <Group gap="xs">
          <SplitControl
            splits={present}
            value={split}
            onChange={(value) => {
              onAll()
              setSplit(value)
            }}
            noteOf={(value) => count(report.splits[value] ?? 0)}
          />
          {labels.length > 0 && (
            <Select
              size="xs"
              w={180}
              clearable
              searchable
              placeholder="All classes"
              aria-label="Class"
              data={[...labels]}
              value={label}
              onChange={setLabel}
            />
          )}
          <TextInput
            size="xs"
            w={200}
            placeholder="Search the texts"
            aria-label="Search the texts"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        </Group>
      </Group>
      {only && (
        <Group gap="xs">
          <Text>
            Only rows that {only.what}
            {only.rows.length === mostNamed && ` (the first ${mostNamed})`}.
          </Text>
          <Button size="compact-xs" variant="default" onClick={onAll}>
            Show all rows
          </Button>
        </Group>
      )}
      <Rows
        key={`${split} ${label} ${search} ${only?.what}`}
        filter={{
          id,
          split,
          ...(label !== null && { label }),
          ...(search && { search }),
          ...(only && { rows: [...only.rows] }),
        }}
        pairs={dataset.pairs}
        labelled={dataset.task !== 'unlabelled'}
      />
    </Stack>
  )
}

interface RowsProps {
  readonly filter: { id: string; split: SplitName; label?: string; search?: string; rows?: number[] }
  readonly pairs: boolean
  readonly labelled: boolean
}

function Rows({ filter, pairs, labelled }: RowsProps) {
  const box = useRef<HTMLDivElement>(null)
  const [visible, setVisible] = useState<readonly number[]>([])
  // The first page stays: it knows the total.
  const pages = [...new Set([0, ...visible])]
  const answers = useQueries({
    queries: pages.map((page) => ({
      queryKey: ['datasets', 'rows', filter, page],
      queryFn: () => lab.call('datasets.rows', { ...filter, offset: page * pageSize, limit: pageSize }),
    })),
  })
  const total = answers[0]?.data?.total ?? 0
  const rowAt = (index: number): Example | undefined =>
    answers[pages.indexOf(Math.floor(index / pageSize))]?.data?.rows[index % pageSize]
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => box.current,
    estimateSize: () => 34,
    overscan: 10,
    onChange: ({ range }) => {
      if (!range) return
      const from = Math.floor(range.startIndex / pageSize)
      const to = Math.floor(range.endIndex / pageSize)
      if (visible[0] !== from || visible.at(-1) !== to)
        setVisible(Array.from({ length: to - from + 1 }, (_, i) => from + i))
    },
  })
  const columns = `64px minmax(0, 1fr) ${pairs ? 'minmax(0, 1fr)' : ''} ${labelled ? '160px' : ''}`
  return (
    <>
      <ErrorNote error={answers.find(({ error }) => error)?.error} />
      <Text size="xs" c="dimmed">
        {plural(total, 'row')}
      </Text>
      <div
        ref={box}
        className={styles.box}
        style={{ height: Math.min(mostHeight, virtual.getTotalSize() + 2) }}
        tabIndex={0}
        role="table"
        aria-label="Rows"
        aria-rowcount={total}
      >
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="rowgroup">
          {virtual.getVirtualItems().map(({ index, start, key }) => (
            <Row
              key={key}
              index={index}
              start={start}
              columns={columns}
              row={rowAt(index)}
              labelled={labelled}
              measure={virtual.measureElement}
            />
          ))}
        </div>
      </div>
    </>
  )
}

interface RowProps {
  readonly index: number
  readonly start: number
  readonly columns: string
  readonly row: Example | undefined
  readonly labelled: boolean
  readonly measure: (element: HTMLElement | null) => void
}

function Row({ index, start, columns, row, labelled, measure }: RowProps) {
  const [open, setOpen] = useState(false)
  return (
    <div
      ref={measure}
      data-index={index}
      role="row"
      className={styles.row}
      style={{ gridTemplateColumns: columns, transform: `translateY(${start}px)` }}
    >
      <span role="cell" className={styles.rowNumber}>
        {row && count(row.row)}
      </span>
      {row &&
        [row.text, row.pair]
          .filter((text) => text !== undefined)
          .map((text, i) => (
            <span role="cell" key={i}>
              <button
                type="button"
                className={`plainButton ${open ? styles.open : styles.folded}`}
                title={open ? 'Fold' : 'Unfold'}
                onClick={() => setOpen(!open)}
              >
                {text}
              </button>
            </span>
          ))}
      {labelled && (
        <span role="cell" className={styles.label}>
          {row?.label}
        </span>
      )}
    </div>
  )
}
