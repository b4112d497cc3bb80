// Which differences may be chance: each method against one that is chosen, with its p and what that means.
import { Group, Select, Stack, Table, Text, Title, useComputedColorScheme } from '@mantine/core'
import type { TrainingSize } from '../../../shared/ladder.ts'
import type { Report } from '../../../shared/comparison/report.ts'
import { differenceAndDeviation, plainWords } from '../../../shared/comparison/words.ts'
import { runColour } from '../../charts/colours.ts'
import { number } from '../../ui/format.ts'
import { Term } from '../../ui/Term.tsx'

interface DifferencesProps {
  readonly report: Report
  readonly size: TrainingSize
  /** Another method is to be the one with which the others are compared. */
  readonly onAgainst: (key: string) => void
}

export function Differences({ report, size, onAgainst }: DifferencesProps) {
  const scheme = useComputedColorScheme('light')
  const { methods, reference, differences, cautions } = report
  if (methods.length < 2) return null
  const here = differences.filter((one) => one.size === size)
  return (
    <Stack gap="sm" component="section" aria-label="Is the difference chance?">
      <Group justify="space-between">
        <Group gap="xs">
          <Title order={2}>Is the difference chance?</Title>
          <Term name="significance" />
        </Group>
        <Group gap="xs">
          <Text size="sm">Compared with</Text>
          <Select
            size="xs"
            w={200}
            aria-label="Compared with"
            allowDeselect={false}
            data={methods.map(({ key, title }) => ({ value: key, label: title }))}
            value={reference}
            onChange={(key) => key !== null && onAgainst(key)}
          />
        </Group>
      </Group>
      {here.length === 0 ? (
        <Text c="dimmed">
          The comparison comes with finished runs of {report.title(reference)} and of another method.
        </Text>
      ) : (
        <Table.ScrollContainer minWidth={520} type="native">
          <Table aria-label="Differences" horizontalSpacing={6} fz={13}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Method</Table.Th>
                <Table.Th className="number">Difference</Table.Th>
                <Table.Th className="number">p</Table.Th>
                <Table.Th className="number">Corrected</Table.Th>
                <Table.Th className="number">By signs</Table.Th>
                <Table.Th>In words</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {methods.map(({ key, title, number: position }) => {
                const one = here.find(({ method }) => method === key)
                if (!one) return null
                const { test, corrected, finding } = one
                return (
                  <Table.Tr key={key}>
                    <Table.Th scope="row" fw={400} style={{ whiteSpace: 'nowrap' }}>
                      <Group gap="xs" wrap="nowrap">
                        <span
                          aria-hidden
                          className="colourDot"
                          style={{ background: runColour(position, scheme) }}
                        />
                        {title}
                      </Group>
                    </Table.Th>
                    <Table.Td className="number" fw={finding === 'found' ? 700 : 400}>
                      {differenceAndDeviation(test)}
                    </Table.Td>
                    {[test.p, corrected, test.exactP].map((p, i) => (
                      <Table.Td key={i} className="number">
                        {p === null ? '–' : number(p)}
                      </Table.Td>
                    ))}
                    <Table.Td>{plainWords(one)}</Table.Td>
                  </Table.Tr>
                )
              })}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {cautions.length > 0 && (
        <Stack gap={4} maw={820}>
          <Text size="sm" fw={600}>
            To keep in mind
          </Text>
          {cautions.map((caution) => (
            <Text key={caution} size="sm" c="dimmed">
              {caution}
            </Text>
          ))}
        </Stack>
      )}
    </Stack>
  )
}
