// One block of a set-up page: its heading and what is chosen in it.
import { Stack, Title } from '@mantine/core'
import type { ReactNode } from 'react'

export function Block({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Stack component="section" gap="sm" aria-label={title}>
      <Title order={2}>{title}</Title>
      {children}
    </Stack>
  )
}
