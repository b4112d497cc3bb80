// What only some need: folded behind a word until asked for.
import { Box, Collapse, UnstyledButton } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { ReactNode } from 'react'

export function Folded({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const [open, { toggle }] = useDisclosure()
  return (
    <div>
      <UnstyledButton onClick={toggle} aria-expanded={open} fz="sm" c="dimmed">
        <span aria-hidden>{open ? '▾' : '▸'}</span> {title}
      </UnstyledButton>
      <Collapse expanded={open}>
        <Box pt="sm">{children}</Box>
      </Collapse>
    </div>
  )
}
