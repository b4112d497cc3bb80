// A row of facts: small name above, figure below.
import { Group, Text, Tooltip } from '@mantine/core'
import type { ReactNode } from 'react'

export interface Fact {
  readonly name: string
  readonly value: ReactNode
  /** One sentence for those who do not know the name. */
  readonly help?: string
}

export function Facts({ facts, label }: { readonly facts: readonly Fact[]; readonly label: string }) {
  return (
    <Group component="dl" gap="8px 32px" m={0} aria-label={label} align="flex-start">
      {facts.map(({ name, value, help }) => (
        <div key={name}>
          <Text component="dt" size="xs" c="dimmed">
            {help ? (
              <Tooltip label={help}>
                <span tabIndex={0} style={{ borderBottom: '1px dotted' }}>
                  {name}
                </span>
              </Tooltip>
            ) : (
              name
            )}
          </Text>
          <Text component="dd" m={0} fw={600}>
            {value}
          </Text>
        </div>
      ))}
    </Group>
  )
}
