// The texts on which the patterns disagree most, with what each says and how sure it is.
import { Button, Table, Text } from '@mantine/core'
import { useState } from 'react'
import type { PetAnswer, PetLabelled } from '../../../../shared/pet.ts'
import { Block } from '../../../ui/Block.tsx'
import { percent, plural } from '../../../ui/format.ts'

const shownAtFirst = 10

export function DisagreementTable({ labelled }: { readonly labelled: PetLabelled }) {
  const { models, disagreements } = labelled
  const [all, setAll] = useState(false)
  const shown = all ? disagreements : disagreements.slice(0, shownAtFirst)
  return (
    <Block title="Where patterns disagree">
      <Text size="sm" c="dimmed">
        {disagreements.length === 0
          ? 'All patterns are equally sure of the same answers.'
          : 'First those of which patterns are sure in different ways. An answer unlike the ensemble’s is bold.'}
      </Text>
      {shown.length > 0 && (
        <Table.ScrollContainer minWidth={620} type="native">
          <Table aria-label="Where patterns disagree" verticalSpacing={6} horizontalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Text</Table.Th>
                <Table.Th>Ensemble</Table.Th>
                {models.map(({ title }) => (
                  <Table.Th key={title}>{title}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.map(({ row, text, pair, ensemble, answers }, i) => (
                <Table.Tr key={`${row} ${i}`}>
                  <Table.Td miw={180} maw={460} style={{ overflowWrap: 'anywhere' }}>
                    {text}
                    {pair !== undefined && (
                      <Text size="sm" c="dimmed">
                        {pair}
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td>
                    <Answer answer={ensemble} />
                  </Table.Td>
                  {answers.map((answer, m) => (
                    <Table.Td key={models[m]!.title} fw={answer.label === ensemble.label ? 400 : 700}>
                      <Answer answer={answer} />
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {disagreements.length > shownAtFirst && (
        <Button size="xs" variant="subtle" style={{ alignSelf: 'flex-start' }} onClick={() => setAll(!all)}>
          {all ? 'Show the first' : `Show all ${plural(disagreements.length, 'text')}`}
        </Button>
      )}
    </Block>
  )
}

function Answer({ answer: { label, probability } }: { readonly answer: PetAnswer }) {
  return (
    <>
      {label}
      <Text size="xs" c="dimmed" className="number" ta="left">
        {percent(probability)}
      </Text>
    </>
  )
}
