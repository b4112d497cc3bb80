// The scores of each split, and of each class.
import { Stack, Table, Text, Title } from '@mantine/core'
import type { RunInfo } from '../../../shared/runInfo.ts'
import type { Scores } from '../../../shared/run.ts'
import { capital, count, number } from '../../ui/format.ts'
import { Term } from '../../ui/Term.tsx'
import { hasEnded, isForeign, metricTitle, splits, splitTitles } from '../../ui/runNames.ts'

const columns = ['loss', 'perplexity', 'accuracy', 'macroF1', 'matthews', 'pearson', 'spearman'] as const

export function ScoresTable({ run }: { readonly run: RunInfo }) {
  const scores = run.result?.scores ?? {}
  const present = splits.flatMap((split) => (scores[split] ? [{ split, scores: scores[split] }] : []))
  if (present.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {isForeign(run)
          ? 'This run has no data of its own, so no scores are known. Test it on rows of yours.'
          : hasEnded(run)
            ? 'This run has no final scores: it ended before they were taken.'
            : 'Scores come when the run ends or is stopped.'}
      </Text>
    )
  const used = columns.filter((name) => present.some((one) => one.scores[name] !== undefined))
  const detailed = present.findLast((one) => one.scores.perClass)
  return (
    <Stack gap="lg" align="flex-start">
      <Table w="auto" aria-label="Scores">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Rows</Table.Th>
            <Table.Th className="number">Number</Table.Th>
            {used.map((name) => (
              <Table.Th key={name} className="number">
                {capital(metricTitle(name))}{' '}
                {(name === 'macroF1' || name === 'perplexity') && <Term name={name} />}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {present.map(({ split, scores: of }) => (
            <Table.Tr key={split}>
              <Table.Td>
                {splitTitles[split]} {split === 'dev' && <Term name="validation" />}
              </Table.Td>
              <Table.Td className="number">{count(of.examples)}</Table.Td>
              {used.map((name) => (
                <Table.Td key={name} className="number">
                  {of[name] !== undefined && number(of[name])}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {detailed?.scores.perClass && (
        <PerClass rows={detailed.scores.perClass} title={splitTitles[detailed.split]} />
      )}
    </Stack>
  )
}

function PerClass({
  rows,
  title,
}: {
  readonly rows: NonNullable<Scores['perClass']>
  readonly title: string
}) {
  return (
    <Stack gap="xs">
      <Title order={2}>Each class ({title.toLowerCase()})</Title>
      <Table w="auto" aria-label="Scores per class">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Class</Table.Th>
            <Table.Th className="number">Precision</Table.Th>
            <Table.Th className="number">Recall</Table.Th>
            <Table.Th className="number">F1</Table.Th>
            <Table.Th className="number">Rows</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ label, precision, recall, f1, support }) => (
            <Table.Tr key={label}>
              <Table.Td>{label}</Table.Td>
              {[precision, recall, f1].map((value, i) => (
                <Table.Td key={i} className="number">
                  {number(value)}
                </Table.Td>
              ))}
              <Table.Td className="number">{count(support)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Stack>
  )
}
