// A list of things that several runs make: comparisons, or recipes.
import { ActionIcon, Anchor, Progress, Table } from '@mantine/core'
import type { RunState as State } from '../../shared/run.ts'
import { count, moment, shortMoment } from './format.ts'
import { RunState } from './RunState.tsx'

export interface SeveralRuns {
  readonly id: string
  readonly name: string
  readonly href: string
  readonly state: State
  readonly datasetName: string
  readonly modelTitle: string
  /** How many methods it compares; absent in a list of what compares none. */
  readonly methods?: number
  readonly done: number
  readonly all: number
  /** ISO 8601 */
  readonly created: string
}

interface SeveralRunsTableProps {
  readonly label: string
  /** What is counted as done: runs, or steps. */
  readonly parts: string
  readonly rows: readonly SeveralRuns[]
  readonly onDelete: (id: string) => void
}

export function SeveralRunsTable({ label, parts, rows, onDelete }: SeveralRunsTableProps) {
  return (
    <Table.ScrollContainer minWidth={620} type="native">
      <Table highlightOnHover aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>Data</Table.Th>
            <Table.Th>Model</Table.Th>
            {rows[0]?.methods !== undefined && <Table.Th className="number">Methods</Table.Th>}
            <Table.Th className="number">{parts} done</Table.Th>
            <Table.Th className="number">Created</Table.Th>
            <Table.Th w={40} aria-label="Delete" />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ id, name, href, state, datasetName, modelTitle, methods, done, all, created }) => (
            <Table.Tr key={id}>
              <Table.Td>
                <Anchor href={href} size="sm">
                  {name}
                </Anchor>
              </Table.Td>
              <Table.Td>
                <RunState state={state} />
              </Table.Td>
              <Table.Td>{datasetName}</Table.Td>
              <Table.Td>{modelTitle}</Table.Td>
              {methods !== undefined && <Table.Td className="number">{count(methods)}</Table.Td>}
              <Table.Td className="number">
                {count(done)} of {count(all)}
                {state === 'running' && <Progress size={3} value={(100 * done) / all} aria-hidden />}
              </Table.Td>
              <Table.Td className="number" title={moment(created)}>
                {shortMoment(created)}
              </Table.Td>
              <Table.Td>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={`Delete ${name}`}
                  title="Delete"
                  disabled={state === 'running'}
                  onClick={() => onDelete(id)}
                >
                  ×
                </ActionIcon>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
