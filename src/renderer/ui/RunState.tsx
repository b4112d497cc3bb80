// A run's state as a shape, a colour and a word.
import { Text } from '@mantine/core'
import type { RunState as State } from '../../shared/run.ts'

const looks: Record<State, { shape: string; word: string; colour: string }> = {
  queued: { shape: '◌', word: 'Waiting', colour: 'dimmed' },
  running: { shape: '▶', word: 'Running', colour: 'var(--mantine-primary-color-filled)' },
  stopping: { shape: '▷', word: 'Stopping', colour: 'orange' },
  stopped: { shape: '■', word: 'Stopped', colour: 'orange' },
  done: { shape: '✓', word: 'Done', colour: 'teal' },
  failed: { shape: '✕', word: 'Failed', colour: 'red' },
}

export function RunState({ state }: { readonly state: State }) {
  const { shape, word, colour } = looks[state]
  return (
    <Text component="span" size="sm" style={{ whiteSpace: 'nowrap' }}>
      <Text component="span" c={colour} aria-hidden>
        {shape}
      </Text>{' '}
      <span>{word}</span>
    </Text>
  )
}
