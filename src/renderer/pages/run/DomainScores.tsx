// A run's scores in its own domain and in others; of a run that was trained elsewhere only the others are known.
import { Stack, Table, Text } from '@mantine/core'
import type { RunInfo } from '../../../shared/runInfo.ts'
import { domainScore, inDomainOf } from '../../../shared/domains.ts'
import type { OutOfDomain } from '../../../shared/run.ts'
import { capital, count, number, plural } from '../../ui/format.ts'
import { metricTitle, splitTitles } from '../../ui/runNames.ts'
import { Term } from '../../ui/Term.tsx'

export function DomainScores({ run }: { readonly run: RunInfo }) {
  const tests = run.outOfDomain.map((of) => ({ of, found: domainScore(run.result, of) }))
  const own = run.result && inDomainOf(run.result)
  const metric = tests.find(({ found }) => found)?.found?.metric
  return (
    <Stack gap="xs">
      <Table w="auto" aria-label="Out of domain">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Dataset</Table.Th>
            <Table.Th className="number">Rows</Table.Th>
            <Table.Th className="number">Left out</Table.Th>
            {own && <Table.Th className="number">In domain</Table.Th>}
            <Table.Th className="number">
              {own ? 'Out of domain' : capital(metricTitle(metric ?? 'accuracy'))} <Term name="outOfDomain" />
            </Table.Th>
            {own && <Table.Th className="number">Difference</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {tests.map(({ of, found }) => (
            <Table.Tr key={of.dataset}>
              <Table.Td>{of.datasetName}</Table.Td>
              <Table.Td className="number">{count(of.scores.examples)}</Table.Td>
              <LeftOut of={of} />
              {own && <Table.Td className="number">{found?.gap && number(found.gap.inDomain)}</Table.Td>}
              <Table.Td className="number">{found && number(found.outOfDomain)}</Table.Td>
              {own && <Table.Td className="number">{found?.gap && signed(found.gap.difference)}</Table.Td>}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {metric && own && (
        <Text size="sm" c="dimmed">
          {capital(metricTitle(metric))}. In domain: the {plural(own.scores.examples, 'row')} of{' '}
          {run.datasetName} under “{splitTitles[own.split]}”.
        </Text>
      )}
    </Stack>
  )
}

function LeftOut({ of }: { readonly of: OutOfDomain }) {
  const rows = of.leftOut.reduce((sum, one) => sum + one.rows, 0)
  const labels = of.leftOut.map((one) => `${one.label} (${count(one.rows)})`).join(', ')
  return (
    <Table.Td className="number" title={labels}>
      {count(rows)}
    </Table.Td>
  )
}

const signed = (value: number): string =>
  `${value > 0 ? '+' : value < 0 ? '−' : ''}${number(Math.abs(value))}`
