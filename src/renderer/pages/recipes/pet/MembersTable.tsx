// Each pattern: what it asks, how good it was untrained and is trained, how much it counts; and what came of them together.
import { Table, Text } from '@mantine/core'
import { Block } from '../../../ui/Block.tsx'
import { count, percent } from '../../../ui/format.ts'
import type { PetState } from './members.ts'

export function MembersTable({ state }: { readonly state: PetState }) {
  const { prepared, labelled, members, classifier } = state
  const scores = classifier?.result?.scores
  return (
    <Block title="Patterns">
      <Table.ScrollContainer minWidth={620} type="native">
        <Table aria-label="Patterns" horizontalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Pattern</Table.Th>
              <Table.Th>Template and words</Table.Th>
              <Table.Th className="number" title={`On the ${count(prepared.trainingRows)} training rows`}>
                Untrained
              </Table.Th>
              <Table.Th className="number">Weight</Table.Th>
              <Table.Th className="number" title="Share of the texts that it answers as the ensemble does">
                As ensemble
              </Table.Th>
              <Table.Th className="number">Validation</Table.Th>
              <Table.Th className="number">Test</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {members.map(({ title, pattern, before, validation, weight, withEnsemble, test }) => (
              <Table.Tr key={title}>
                <Table.Th scope="row" fw={400}>
                  {title}
                </Table.Th>
                <Table.Td miw={150}>
                  {pattern.template}
                  <Text size="xs" c="dimmed">
                    {Object.entries(pattern.words)
                      .map(([label, words]) => `${label}: ${words}`)
                      .join('; ')}
                  </Text>
                </Table.Td>
                <Table.Td className="number">{prepared.trainingRows > 0 && percent(before)}</Table.Td>
                <Table.Td className="number">{share(weight)}</Table.Td>
                <Table.Td className="number">{share(withEnsemble)}</Table.Td>
                <Table.Td className="number">{share(validation)}</Table.Td>
                <Table.Td className="number">{share(test)}</Table.Td>
              </Table.Tr>
            ))}
            {labelled && (
              <Table.Tr>
                <Table.Th scope="row">Ensemble</Table.Th>
                <Table.Td>all of them, each with its weight</Table.Td>
                <Table.Td />
                <Table.Td className="number">100 %</Table.Td>
                <Table.Td />
                <Table.Td className="number">{share(labelled.accuracy.dev)}</Table.Td>
                <Table.Td className="number">{share(labelled.accuracy.test)}</Table.Td>
              </Table.Tr>
            )}
            {scores && (
              <Table.Tr>
                <Table.Th scope="row">Classifier</Table.Th>
                <Table.Td>learned from the soft labels of {count(labelled?.rows ?? 0)} texts</Table.Td>
                <Table.Td />
                <Table.Td />
                <Table.Td />
                <Table.Td className="number">{share(scores.dev?.accuracy ?? null)}</Table.Td>
                <Table.Td className="number">{share(scores.test?.accuracy ?? null)}</Table.Td>
              </Table.Tr>
            )}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Text size="sm" c="dimmed">
        {prepared.trainingRows > 0
          ? `Untrained: accuracy on the ${count(prepared.trainingRows)} training rows before any training. By it the patterns are weighed, unless they all count alike.`
          : 'From zero labels: untrained, the patterns labelled the rows that they first learned from, and they all count alike.'}
      </Text>
    </Block>
  )
}

const share = (value: number | null): string => (value === null ? '' : percent(value))
