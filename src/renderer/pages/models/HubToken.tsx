// The token that opens gated models. It is kept by the host and never comes back into the window.
import { Button, Group, PasswordInput, Stack } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { lab } from '../../lab/lab.ts'
import { queries } from '../../lab/queries.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'

/** So that a button stands beside the input, not beside its label. */
const labelHeight = 22

export function HubToken() {
  const state = useQuery({ queryKey: ['hub', 'token'], queryFn: () => lab.call('hub.token.state', {}) })
  const [token, setToken] = useState('')
  // A token changes what the Hub answers.
  const onSuccess = (): Promise<void> => queries.invalidateQueries({ queryKey: ['hub'] })
  const keep = useMutation({
    mutationFn: () => lab.call('hub.token.set', { token: token.trim() }),
    onSuccess: async () => {
      setToken('')
      await onSuccess()
    },
  })
  const forget = useMutation({ mutationFn: () => lab.call('hub.token.clear', {}), onSuccess })
  return (
    <Stack gap="xs" maw={560}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (token.trim() !== '') keep.mutate()
        }}
      >
        <Group align="flex-start" gap="xs">
          <PasswordInput
            label="Token with the right to read"
            description={state.data?.sentence}
            flex={1}
            miw={240}
            autoComplete="off"
            value={token}
            onChange={(event) => setToken(event.currentTarget.value)}
          />
          <Button
            type="submit"
            variant="default"
            mt={labelHeight}
            disabled={token.trim() === ''}
            loading={keep.isPending}
          >
            Keep
          </Button>
          {state.data?.source === 'lathe' && (
            <Button
              variant="subtle"
              color="gray"
              mt={labelHeight}
              loading={forget.isPending}
              onClick={() => forget.mutate()}
            >
              Forget it
            </Button>
          )}
        </Group>
      </form>
      <ErrorNote error={state.error ?? keep.error ?? forget.error} />
    </Stack>
  )
}
