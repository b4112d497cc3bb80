// A page with nothing on it yet: what belongs here and the next step.
import { Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

interface EmptyProps {
  readonly title: string
  readonly text: string
  readonly children?: ReactNode
}

export function Empty({ title, text, children }: EmptyProps) {
  return (
    <Stack align="flex-start" gap="sm" maw={520} py="xl">
      <Title order={2}>{title}</Title>
      <Text c="dimmed">{text}</Text>
      {children}
    </Stack>
  )
}
