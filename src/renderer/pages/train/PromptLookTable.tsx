// What an untrained model makes of a prompt: filled rows with the words it would put in, how often it is right, where it leans.
import { Mark, Stack, Table, Text } from '@mantine/core'
import type { PromptLook, ShownPrompt } from '../../../shared/prompts.ts'
import { percent } from '../../ui/format.ts'

/** How the gap is drawn. */
const gap = '____'

/** Words of the vocabulary that are named for a gap. */
const wordsPerGap = 4

export function PromptLookTable({ look: { shown, scores } }: { readonly look: PromptLook }) {
  return (
    <Stack gap="xs">
      {scores && (
        <Text size="sm">
          Before any training <b>{percent(scores.accuracy)}</b> of {scores.rows.dev + scores.rows.train} rows
          are right: {percent(scores.contextual)} after contextual calibration, {percent(scores.pmi)} by
          pointwise mutual information. The prompt leans to{' '}
          {scores.prior
            .toSorted((a, b) => b.predicted - a.predicted)
            .slice(0, 3)
            .map(({ label, predicted, truth }) => `${label} (${percent(predicted)}, truly ${percent(truth)})`)
            .join(', ')}
          .
        </Text>
      )}
      <Table.ScrollContainer minWidth={500}>
        <Table aria-label="The prompt on your rows">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Your rows as prompts</Table.Th>
              <Table.Th>The model would say</Table.Th>
              <Table.Th>Label</Table.Th>
              <Table.Th>Answer</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((row) => (
              <Table.Tr key={row.row}>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>
                  <FilledPrompt parts={row.parts} />
                </Table.Td>
                <Table.Td>{row.gaps.map(likeliest).join(' / ')}</Table.Td>
                <Table.Td>{row.label}</Table.Td>
                <Table.Td>{row.predicted}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Stack>
  )
}

function FilledPrompt({ parts }: Pick<ShownPrompt, 'parts'>) {
  return (
    <Text size="sm" lineClamp={3}>
      {parts.map(({ kind, text }, i) =>
        kind === 'mask' ? (
          // The gaps of a prompt never change places.
          <Mark key={i}>{gap}</Mark>
        ) : (
          <span key={i} style={kind === 'words' ? { fontWeight: 600 } : {}}>
            {text}
          </span>
        ),
      )}
    </Text>
  )
}

const likeliest = (words: ShownPrompt['gaps'][number]): string =>
  words
    .slice(0, wordsPerGap)
    .map(({ word }) => word)
    .join(', ')
