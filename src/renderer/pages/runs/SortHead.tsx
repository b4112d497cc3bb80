// The head of a column by which the table can be sorted: a button, and an arrow for the direction.
import { Table } from '@mantine/core'
import { sortColumns, sortingAfter, type SortColumn, type Sorting } from './runsTable.ts'

interface SortHeadProps {
  readonly column: SortColumn
  readonly sorting: Sorting
  readonly onSort: (sorting: Sorting) => void
}

export function SortHead({ column, sorting, onSort }: SortHeadProps) {
  const sorted = sorting.by === column
  const ascending = sorting.direction === 'up'
  return (
    <Table.Th
      className="number"
      {...(column === 'created' && { visibleFrom: 'lg' as const })}
      aria-sort={sorted ? (ascending ? 'ascending' : 'descending') : 'none'}
      w={column === 'number' ? 64 : undefined}
    >
      <button
        type="button"
        className="plainButton"
        title="Sort by this"
        onClick={() => onSort(sortingAfter(sorting, column))}
      >
        {sortColumns[column].title}{' '}
        <span aria-hidden style={{ opacity: sorted ? 1 : 0.25 }}>
          {sorted && ascending ? '↑' : '↓'}
        </span>
      </button>
    </Table.Th>
  )
}
