// A causal language model goes on with a text, as its tokens come.
import { Box, Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { Output } from '../../../shared/contract.ts'
import type { RunInfo } from '../../../shared/runInfo.ts'
import { lab } from '../../lab/lab.ts'
import { useAppInfo } from '../../lab/queries.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { Folded } from '../../ui/Folded.tsx'
import { number } from '../../ui/format.ts'
import { SchemaForm, type Options } from '../../ui/SchemaForm.tsx'

interface Written {
  readonly request: string
  readonly prompt: string
  readonly text: string
  readonly outcome: Output<'texts.generate'> | null
  readonly error: unknown
}

const ends: { readonly [E in Output<'texts.generate'>['end']]: string } = {
  end: 'The model ended the text.',
  length: 'All its tokens are written.',
  context: 'The model’s context is full.',
  stopped: 'Stopped.',
}

/** The text that is written now with something new, where it is the one that was asked for as `request`. */
const changed =
  (request: string, how: (now: Written) => Partial<Written>) =>
  (now: Written | null): Written | null =>
    now?.request === request ? { ...now, ...how(now) } : now

export function Writing({ run }: { readonly run: RunInfo }) {
  const schema = useAppInfo().data?.generationSchema
  const [prompt, setPrompt] = useState('')
  const [options, setOptions] = useState<Options>({})
  const [written, setWritten] = useState<Written | null>(null)
  const request = written?.request
  const writing = written !== null && written.outcome === null && written.error === null

  // A text that is left behind, or for another one, stops.
  useEffect(() => {
    if (request === undefined) return
    const unlisten = lab.on('texts.piece', (piece) =>
      setWritten(changed(piece.request, (now) => ({ text: now.text + piece.text }))),
    )
    return () => {
      unlisten()
      void lab.call('texts.stop', { request })
    }
  }, [request])

  const begin = (): void => {
    const own = crypto.randomUUID()
    setWritten({ request: own, prompt, text: '', outcome: null, error: null })
    lab
      .call('texts.generate', { of: { run: run.id }, request: own, prompt, options })
      .then((outcome) => setWritten(changed(own, () => ({ outcome, text: outcome.text }))))
      .catch((error: unknown) => setWritten(changed(own, () => ({ error }))))
  }
  return (
    <>
      <Textarea
        label="Prompt"
        placeholder="The beginning of a text, which the model goes on with"
        autosize
        minRows={3}
        maxRows={12}
        value={prompt}
        onChange={(event) => setPrompt(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !writing) begin()
        }}
        autoFocus
      />
      <Group>
        {writing ? (
          <Button variant="default" onClick={() => void lab.call('texts.stop', { request: written.request })}>
            Stop
          </Button>
        ) : (
          <Button onClick={begin}>Write</Button>
        )}
        <Text size="sm" c="dimmed">
          Ctrl+Enter writes, too.
        </Text>
      </Group>
      {schema && (
        <Folded title="How it writes">
          <SchemaForm schema={schema} values={options} onChange={setOptions} />
        </Folded>
      )}
      <ErrorNote error={written?.error} />
      {written && written.error === null && <Page written={written} />}
    </>
  )
}

function Page({ written: { prompt, text, outcome } }: { readonly written: Written }) {
  return (
    <Stack gap="xs">
      <Box
        aria-label="Text"
        role="region"
        aria-busy={outcome === null}
        style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', fontSize: 16, lineHeight: 1.6 }}
      >
        <Text span inherit c="dimmed">
          {prompt}
        </Text>
        {text}
      </Box>
      <Text size="sm" c="dimmed" role="status">
        {outcome === null
          ? 'Writing …'
          : `${outcome.tokens} tokens, ${number((1000 * outcome.tokens) / Math.max(1, outcome.milliseconds))} a second. ${ends[outcome.end]}`}
      </Text>
    </Stack>
  )
}
