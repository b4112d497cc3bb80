// A word when a run ends that nobody is looking at.
import { Anchor, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useEffect } from 'react'
import type { RunInfo } from '../../shared/runInfo.ts'
import type { RunState } from '../../shared/run.ts'
import { lab } from '../lab/lab.ts'
import { hrefOf, placeOf } from '../router.ts'
import { nameOf } from '../ui/runNames.ts'

const endings: Partial<Record<RunState, string>> = {
  done: 'is done.',
  stopped: 'has stopped.',
  failed: 'has failed.',
}

export function RunEndNotes() {
  useEffect(() => {
    const last = new Map<string, RunState>()
    return lab.on('runs.changed', (run) => {
      const before = last.get(run.id)
      last.set(run.id, run.state)
      // A comparison or recipe has many runs; its own page tells of them.
      if (run.rung || run.recipe) return
      // Renaming an ended run is no news.
      if ((before === 'running' || before === 'stopping') && before !== run.state) announce(run)
    })
  }, [])
  return null
}

function announce(run: RunInfo): void {
  const ending = endings[run.state]
  if (!ending || placeOf(location.hash).id === run.id) return
  const id = notifications.show({
    withBorder: true,
    color: run.state === 'failed' ? 'red' : 'teal',
    autoClose: run.state === 'failed' ? false : 8000,
    message: (
      <Text>
        <Anchor href={hrefOf('runs', run.id)} onClick={() => notifications.hide(id)}>
          {nameOf(run)}
        </Anchor>{' '}
        {ending}
      </Text>
    ),
  })
}
