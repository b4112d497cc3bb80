// The template that is being edited: its fields, where it leans, and rows filled in.
import { Box, Button, Grid, Group, Stack, Text, Title } from '@mantine/core'
import { LabError } from '../../../shared/labError.ts'
import type { KnownPromptInfo } from '../../../shared/prompts.ts'
import { FilledRows } from '../../prompts/FilledRows.tsx'
import { PromptFields } from '../../prompts/PromptFields.tsx'
import { usePromptLook } from '../../prompts/usePrompts.ts'
import type { StudiedPrompt } from '../../prompts/written.ts'
import { Folded } from '../../ui/Folded.tsx'
import { Term } from '../../ui/Term.tsx'
import { ContextFields } from './ContextFields.tsx'
import { ContextTrials } from './ContextTrials.tsx'
import { Leaning } from './Leaning.tsx'

interface EditorProps {
  readonly dataset: string
  readonly model: string
  readonly known: readonly KnownPromptInfo[]
  readonly prompt: StudiedPrompt
  readonly onChange: (prompt: StudiedPrompt) => void
  readonly onDuplicate: () => void
  readonly onRemove: () => void
  readonly onTrain: () => void
}

export function Editor(props: EditorProps) {
  const { dataset, model, known, prompt, onChange, onDuplicate, onRemove, onTrain } = props
  const look = usePromptLook({ dataset, model }, prompt)
  const data = look.error ? undefined : look.data
  const scores = data?.scores
  // What is shown is of the prompt before; the one at hand is being asked.
  const older = look.isPlaceholderData
  const wrong = look.error ? LabError.from(look.error) : null
  const ofContext = wrong?.details['option'] === 'cloze.demonstrations' ? wrong.message : undefined
  const inContext = Boolean(prompt.description) || (prompt.demonstrations?.perClass ?? 0) > 0
  return (
    <Stack component="section" aria-label="The template" gap="sm">
      <Group justify="space-between">
        <Title order={2}>The template</Title>
        <Group gap="xs">
          <Button variant="default" size="xs" onClick={onDuplicate}>
            Duplicate
          </Button>
          <Button variant="default" size="xs" onClick={onRemove}>
            Remove
          </Button>
          <Button size="xs" disabled={Boolean(look.error)} onClick={onTrain}>
            Train with this prompt
          </Button>
        </Group>
      </Group>
      <Grid gap="xl">
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <Stack gap="sm">
            <PromptFields
              known={known}
              prompt={prompt}
              error={ofContext === undefined ? look.error : null}
              onChange={(written) => onChange({ ...prompt, ...written })}
            />
            <Folded title="Description and examples in the prompt" open={inContext}>
              <ContextFields prompt={prompt} error={ofContext} onChange={onChange} />
            </Folded>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          {scores && (
            <Stack gap={4} opacity={older ? 0.5 : 1}>
              <Group gap={6}>
                <Text size="sm" fw={500}>
                  Where it leans
                </Text>
                <Term name="labelPrior" />
                {older && (
                  <Text size="sm" c="dimmed">
                    asking …
                  </Text>
                )}
              </Group>
              <Leaning scores={scores} />
              {data.trials.length > 0 && <ContextTrials trials={data.trials} kind={scores.kind} />}
            </Stack>
          )}
        </Grid.Col>
      </Grid>
      {data && (
        <Box opacity={older ? 0.5 : 1}>
          <FilledRows rows={data.shown} />
        </Box>
      )}
    </Stack>
  )
}
