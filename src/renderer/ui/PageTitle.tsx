// A page's heading with what can be done on the right; a name that can be changed where there is `onRename`.
import { ActionIcon, Group, TextInput, Title } from '@mantine/core'
import { useState, type ReactNode } from 'react'

interface PageTitleProps {
  readonly title: string
  readonly onRename?: (name: string) => void
  readonly beside?: ReactNode
  readonly children?: ReactNode
}

export function PageTitle({ title, onRename, beside, children }: PageTitleProps) {
  const [draft, setDraft] = useState<string | null>(null)
  const finish = (): void => {
    const name = draft?.trim()
    if (name && name !== title) onRename?.(name)
    setDraft(null)
  }
  return (
    <Group justify="space-between" align="center" gap="sm">
      <Group gap="xs" align="center">
        {draft === null ? (
          <Title order={1}>{title}</Title>
        ) : (
          <form
            onSubmit={(event) => {
              event.preventDefault()
              finish()
            }}
          >
            <TextInput
              aria-label="Name"
              autoFocus
              value={draft}
              onChange={(event) => setDraft(event.currentTarget.value)}
              onBlur={finish}
              onKeyDown={(event) => event.key === 'Escape' && setDraft(null)}
            />
          </form>
        )}
        {onRename && draft === null && (
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label="Rename"
            title="Rename"
            onClick={() => setDraft(title)}
          >
            ✎
          </ActionIcon>
        )}
        {beside}
      </Group>
      <Group gap="xs">{children}</Group>
    </Group>
  )
}
