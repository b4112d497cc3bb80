// One model on the Hub before it is fetched: what it is, what it takes, and what stands in its way.
import { Anchor, Button, Group, Loader, Modal, Stack, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { HubModelDetails } from '../../../shared/hub.ts'
import { LabError } from '../../../shared/labError.ts'
import { download } from '../../lab/hub.ts'
import { lab } from '../../lab/lab.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { Facts } from '../../ui/Facts.tsx'
import { Folded } from '../../ui/Folded.tsx'
import { bytes, plural, short } from '../../ui/format.ts'
import { HubToken } from './HubToken.tsx'

interface HubModelDialogProps {
  readonly repo: string
  readonly onClose: () => void
}

export function HubModelDialog({ repo, onClose }: HubModelDialogProps) {
  const [revision, setRevision] = useState('main')
  const look = useQuery({
    queryKey: ['hub', 'model', repo, revision],
    queryFn: () => lab.call('hub.model', { repo, revision }),
    retry: false,
  })
  const { data, error } = look
  // A licence to accept and a token that is missing are both told as a problem or as this error.
  const closed = data?.gated === true || (error !== null && LabError.from(error).code === 'access')
  return (
    <Modal opened onClose={onClose} title={repo} centered size="lg">
      <Stack>
        {look.isPending && <Loader size="sm" aria-label="Asking the Hub" />}
        <ErrorNote error={error} action={{ label: 'Try again', onClick: () => void look.refetch() }} />
        {data && <About model={data} onRevision={setRevision} onClose={onClose} />}
        {closed && <HubToken />}
      </Stack>
    </Modal>
  )
}

interface AboutProps {
  readonly model: HubModelDetails
  readonly onRevision: (revision: string) => void
  readonly onClose: () => void
}

function About({ model, onRevision, onClose }: AboutProps) {
  const { repo, revision, files, bytes: size, bytesHere, fit, problem, address } = model
  const fetch = useMutation({ mutationFn: () => download(repo, revision), onSuccess: onClose })
  // The Hub's own copy in safetensors form, which the problem names.
  const safe = /refs\/pr\/\d+/.exec(problem)?.[0]
  return (
    <>
      <Facts
        label="Facts"
        facts={[
          { name: 'Family', value: model.family || 'unknown' },
          { name: 'Parameters', value: model.parameters === null ? 'unknown' : short(model.parameters) },
          { name: 'Licence', value: model.licence },
          { name: 'To fetch', value: bytes(Math.max(0, size - bytesHere)) },
          { name: 'Disk free', value: bytes(fit.diskFree) },
          ...(fit.memoryNeeded > 0
            ? [
                {
                  name: 'Memory with LoRA',
                  value: bytes(fit.memoryNeeded),
                  help: 'Of a run with the usual settings, about',
                },
              ]
            : []),
          ...(revision === 'main' ? [] : [{ name: 'Revision', value: revision }]),
        ]}
      />
      <Text size="sm">
        <Anchor href={address} target="_blank" rel="noreferrer" size="sm">
          Its page on the Hub
        </Anchor>{' '}
        tells what it was trained on and what it is good for.
      </Text>
      {problem !== '' && (
        <ErrorNote
          error={new LabError('model', problem)}
          {...(safe === undefined || safe === revision
            ? {}
            : { action: { label: 'Take the safe copy', onClick: () => onRevision(safe) } })}
        />
      )}
      {!fit.fits && <ErrorNote error={new LabError('memory', fit.sentence)} />}
      <Folded title={plural(files.length, 'file')}>
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {files.map((file) => `${file.name} (${bytes(file.bytes)})`).join(', ')}
        </Text>
      </Folded>
      <ErrorNote error={fetch.error} />
      <Group>
        <Button
          disabled={problem !== '' || fit.diskNeeded > fit.diskFree}
          loading={fetch.isPending}
          onClick={() => fetch.mutate()}
        >
          {bytesHere > 0 && bytesHere < size ? 'Go on with the download' : 'Download'}
        </Button>
        <Text size="sm" c="dimmed">
          Into the cache that all Hugging Face tools share.
        </Text>
      </Group>
    </>
  )
}
