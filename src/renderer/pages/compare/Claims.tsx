// What the lecture says of methods that train few parameters, and whether these numbers agree.
import { Group, Stack, Text, Title } from '@mantine/core'
import type { Claim, Verdict } from '../../../shared/comparison/claims.ts'
import { verdictWords } from '../../../shared/comparison/resultFiles.ts'

const marks: Readonly<Record<Verdict, { sign: string; colour: string }>> = {
  agrees: { sign: '✓', colour: 'teal' },
  disagrees: { sign: '✗', colour: 'orange' },
  open: { sign: '?', colour: 'dimmed' },
}

export function Claims({ claims }: { readonly claims: readonly Claim[] }) {
  return (
    <Stack gap="sm" component="section" aria-label="What the lecture says">
      <Title order={2}>What the lecture says, and these numbers</Title>
      {claims.length === 0 && (
        <Text c="dimmed">
          The lecture holds methods that train few parameters against full fine-tuning. Compare both to see
          whether it is right on your data.
        </Text>
      )}
      {claims.map(({ claim, verdict, found }) => (
        <Group key={claim} wrap="nowrap" align="flex-start" gap="md">
          <Text w={128} fw={600} c={marks[verdict].colour} style={{ flexShrink: 0 }}>
            <span aria-hidden>{marks[verdict].sign}</span> {verdictWords[verdict]}
          </Text>
          <Stack gap={2} maw={820}>
            <Text fw={600}>{claim}</Text>
            <Text>{found}</Text>
          </Stack>
        </Group>
      ))}
    </Stack>
  )
}
