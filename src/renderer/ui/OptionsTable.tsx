// The options of one run, or of several with what they differ in.
import { Table } from '@mantine/core'
import { useMemo } from 'react'
import type { RunInfo } from '../../shared/runInfo.ts'
import { useAppInfo } from '../lab/queries.ts'
import { sideBySide } from './flatten.ts'
import { optionTitles } from './optionTitles.ts'
import { labelOf } from './runNames.ts'

interface OptionsTableProps {
  readonly runs: readonly RunInfo[]
  /** Only rows in which the runs differ. */
  readonly differences?: boolean
}

export function OptionsTable({ runs, differences = false }: OptionsTableProps) {
  const info = useAppInfo().data
  const titles = useMemo(() => (info ? optionTitles(info) : new Map<string, string>()), [info])
  const rows = sideBySide(
    runs.map(({ spec: { name: _, dataset: _dataset, model: _model, ...spec }, datasetName, modelTitle }) => ({
      dataset: datasetName,
      model: modelTitle,
      ...spec,
    })),
  ).filter(({ same }) => !differences || !same)
  return (
    <Table w="auto" verticalSpacing={3} aria-label="Options of the runs">
      {runs.length > 1 && (
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Option</Table.Th>
            {runs.map((run) => (
              <Table.Th key={run.id}>{labelOf(run)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
      )}
      <Table.Tbody>
        {rows.map(({ name, values }) => (
          <Table.Tr key={name}>
            <Table.Th fw={400} c="dimmed" scope="row" title={name}>
              {titles.get(name) ?? name}
            </Table.Th>
            {values.map((value, i) => (
              <Table.Td key={i}>{value}</Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
