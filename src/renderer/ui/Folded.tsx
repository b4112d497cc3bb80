// What only some need: folded behind a word until asked for.
import { Box, Collapse, UnstyledButton } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { ReactNode } from 'react'

interface FoldedProps {
  readonly title: string
  /** Whether it begins open. */
  readonly open?: boolean
  readonly children: ReactNode
}

export function Folded({ title, open: first = false, children }: FoldedProps) {
  const [open, { toggle }] = useDisclosure(first)
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
