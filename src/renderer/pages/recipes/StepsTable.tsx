// The steps of a recipe in their order, each with its state and its scores.
import { Anchor, Progress as Bar, Table, Text } from '@mantine/core'
import type { RecipeDetails, RecipeStep } from '../../../shared/recipe.ts'
import type { Progress, Scores } from '../../../shared/run.ts'
import { useLiveRun } from '../../lab/liveRuns.ts'
import { useWorkProgress } from '../../lab/recipeProgress.ts'
import { hrefOf } from '../../router.ts'
import { Block } from '../../ui/Block.tsx'
import { duration, percent, short } from '../../ui/format.ts'
import { RunState } from '../../ui/RunState.tsx'

export function StepsTable({ recipe }: { readonly recipe: RecipeDetails }) {
  return (
    <Block title="Steps">
      <Table.ScrollContainer minWidth={620} type="native">
        <Table aria-label="Steps">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Step</Table.Th>
              <Table.Th>State</Table.Th>
              <Table.Th className="number">Validation</Table.Th>
              <Table.Th className="number">Test</Table.Th>
              <Table.Th className="number">Time</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {recipe.steps.map((step) => (
              <StepRow key={step.id} recipe={recipe.id} step={step} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Block>
  )
}

function StepRow({ recipe, step }: { readonly recipe: string; readonly step: RecipeStep }) {
  const { title, kind, state, run, result } = step
  const live = useLiveRun(state === 'running' && run !== null ? run : '').progress
  const work = useWorkProgress(recipe, step.id)
  const progress = state === 'running' ? ((kind === 'run' ? live : work) ?? step.progress) : null
  return (
    <Table.Tr>
      <Table.Td>
        {run === null ? (
          title
        ) : (
          <Anchor href={hrefOf('runs', run)} size="sm">
            {title}
          </Anchor>
        )}
      </Table.Td>
      <Table.Td>
        <RunState state={state === 'waiting' ? 'queued' : state} />
        {progress && <AtWork progress={progress} />}
      </Table.Td>
      <Table.Td className="number">{score(result?.scores.dev)}</Table.Td>
      <Table.Td className="number">{score(result?.scores.test)}</Table.Td>
      <Table.Td className="number">{result ? duration(result.seconds) : ''}</Table.Td>
    </Table.Tr>
  )
}

function AtWork({ progress }: { readonly progress: Progress }) {
  return (
    <>
      <Bar size={3} value={(100 * progress.step) / Math.max(1, progress.steps)} aria-hidden />
      <Text size="xs" c="dimmed">
        {progress.phase}
      </Text>
    </>
  )
}

function score(scores: Scores | undefined): string {
  if (scores?.accuracy !== undefined) return percent(scores.accuracy)
  return scores?.pearson === undefined ? '' : short(scores.pearson)
}
