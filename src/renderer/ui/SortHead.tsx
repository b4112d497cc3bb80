// The head of a column by which a table can be sorted: a button, and an arrow for the direction.
import { Table, type TableThProps } from '@mantine/core'
import type { ReactNode } from 'react'

export type Direction = 'up' | 'down'

interface SortHeadProps extends Pick<TableThProps, 'w' | 'visibleFrom'> {
  readonly title: string
  /** How the table is sorted by this column; null where it is not. */
  readonly direction: Direction | null
  readonly onSort: () => void
  /** What stands beside the button. */
  readonly children?: ReactNode
}

export function SortHead({ title, direction, onSort, children, ...column }: SortHeadProps) {
  const ascending = direction === 'up'
  return (
    <Table.Th
      className="number"
      aria-sort={direction === null ? 'none' : ascending ? 'ascending' : 'descending'}
      {...column}
    >
      <button type="button" className="plainButton" title="Sort by this" onClick={onSort}>
        {title}{' '}
        <span aria-hidden style={{ opacity: direction === null ? 0.25 : 1 }}>
          {ascending ? '↑' : '↓'}
        </span>
      </button>
      {children && <span style={{ marginLeft: 4 }}>{children}</span>}
    </Table.Th>
  )
}
