// A word when a model has arrived from the Hub, or cannot.
import { Anchor, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useEffect } from 'react'
import type { HubDownload } from '../../shared/hub.ts'
import { lab } from '../lab/lab.ts'
import { hrefOf } from '../router.ts'

export function DownloadEndNotes() {
  useEffect(
    () =>
      lab.on('hub.progress', (news) => {
        if (news.state === 'done' || news.state === 'failed') announce(news)
      }),
    [],
  )
  return null
}

function announce({ repo, state, model }: HubDownload): void {
  const id = notifications.show({
    withBorder: true,
    color: state === 'failed' ? 'red' : 'teal',
    autoClose: state === 'failed' ? false : 8000,
    message: (
      <Text>
        <Anchor href={hrefOf('models', model ?? '')} onClick={() => notifications.hide(id)}>
          {repo}
        </Anchor>{' '}
        {state === 'done' ? 'is on this machine now.' : 'could not be downloaded.'}
      </Text>
    ),
  })
}
