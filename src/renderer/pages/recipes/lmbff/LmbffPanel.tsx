// LM-BFF at work: what its searches have found, how the prompts do that it tries, and what demonstrations add.
import { Anchor, Badge, Stack, Table, Text } from '@mantine/core'
import type { z } from 'zod'
import {
  chosenPairs,
  foundTemplates,
  foundWords,
  judgedPairs,
  lmbffResult,
  trialId,
  type Origin,
  type PromptPair,
} from '../../../../shared/lmbff.ts'
import type { RecipeDetails } from '../../../../shared/recipe.ts'
import { hrefOf } from '../../../router.ts'
import { Block } from '../../../ui/Block.tsx'
import { Folded } from '../../../ui/Folded.tsx'
import { count, percent, plural } from '../../../ui/format.ts'

export function LmbffPanel({ recipe }: { readonly recipe: RecipeDetails }) {
  return (
    <>
      <Outcome recipe={recipe} />
      <Trials recipe={recipe} />
      <Searched recipe={recipe} />
    </>
  )
}

/** With and without demonstrations, and which of the two is kept. */
function Outcome({ recipe: { result, steps } }: { readonly recipe: RecipeDetails }) {
  const last = ['plain', 'demonstrated'].flatMap((id) => steps.find((step) => step.id === id) ?? [])
  if (last.length === 0) return null
  const kept = result === null ? null : lmbffResult.parse(result)
  const ends = [
    { name: 'No demonstrations', step: last[0]! },
    ...(last[1] ? [{ name: 'With demonstrations', step: last[1] }] : []),
  ]
  return (
    <Block title="With the best prompt">
      <Table.ScrollContainer minWidth={480} type="native">
        <Table aria-label="With the best prompt">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Last run</Table.Th>
              <Table.Th className="number">Validation</Table.Th>
              <Table.Th className="number">Test</Table.Th>
              <Table.Th aria-label="Choice" />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {ends.map(({ name, step: { run, result: own } }) => (
              <Table.Tr key={name}>
                <Table.Td>
                  {run === null ? (
                    name
                  ) : (
                    <Anchor href={hrefOf('runs', run)} size="sm">
                      {name}
                    </Anchor>
                  )}
                </Table.Td>
                <Table.Td className="number">{share(own?.scores.dev?.accuracy)}</Table.Td>
                <Table.Td className="number">{share(own?.scores.test?.accuracy)}</Table.Td>
                <Table.Td>
                  {kept !== null && kept.run === run && (
                    <Badge variant="light" tt="none" miw="max-content">
                      kept
                    </Badge>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Text size="sm" c="dimmed">
        The validation rows choose, the test rows are only told.
      </Text>
    </Block>
  )
}

/** The prompts that train for a few steps each. */
function Trials({ recipe }: { readonly recipe: RecipeDetails }) {
  const judged = foundIn(recipe, 'pairs', judgedPairs)
  if (!judged) return null
  const tried = chosenPairs(judged.pairs, Number(recipe.spec.options['trials']))
  const chosen =
    recipe.result === null ? -1 : lmbffResult.parse(recipe.result).trials.findIndex((one) => one.chosen)
  return (
    <Block title="Prompts">
      <Text size="sm" c="dimmed">
        {`${plural(judged.pairs.length, 'prompt')} were judged on ${plural(judged.rows, 'training row')} without any training; the best of them train for ${count(Number(recipe.spec.options['trialSteps']))} steps each.`}
      </Text>
      <Table.ScrollContainer minWidth={620} type="native">
        <Table aria-label="Prompts">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Template</Table.Th>
              <Table.Th>Label words</Table.Th>
              <Table.Th className="number">Untrained</Table.Th>
              <Table.Th className="number">Validation</Table.Th>
              <Table.Th aria-label="Choice" />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {tried.map((pair, i) => {
              const step = recipe.steps.find(({ id }) => id === trialId(i))
              return (
                <Table.Tr key={i}>
                  <Table.Td>
                    {pair.template}
                    <From origin={pair.templateFrom} />
                  </Table.Td>
                  <Table.Td>
                    {saidWords(pair.words)}
                    <From origin={pair.wordsFrom} />
                  </Table.Td>
                  <Table.Td className="number">{percent(pair.accuracy)}</Table.Td>
                  <Table.Td className="number">{share(step?.result?.scores.dev?.accuracy)}</Table.Td>
                  <Table.Td>
                    {i === chosen && (
                      <Badge variant="light" tt="none" miw="max-content">
                        chosen
                      </Badge>
                    )}
                  </Table.Td>
                </Table.Tr>
              )
            })}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Block>
  )
}

/** Where a part of a prompt comes from, under it. */
function From({ origin }: { readonly origin: Origin }) {
  const said: Readonly<Record<Origin, string>> = { given: 'yours', known: 'known', found: 'found' }
  return (
    <Text size="xs" c="dimmed">
      {said[origin]}
    </Text>
  )
}

/** All that the searches hand on. */
function Searched({ recipe }: { readonly recipe: RecipeDetails }) {
  const words = foundIn(recipe, 'words', foundWords)
  const templates = foundIn(recipe, 'templates', foundTemplates)
  if (!words && !templates) return null
  return (
    <Folded title="What the searches found">
      <Stack gap="lg">
        {words && (
          <List
            title={`Label words in ${words.template}`}
            rows={words.found.map((one) => [saidWords(one.words), percent(one.accuracy)])}
            heads={['Words', 'Untrained']}
          />
        )}
        {templates && (
          <List
            title={`Templates around ${saidWords(templates.words)}`}
            rows={templates.found.map((one) => [one.template, one.score.toFixed(2)])}
            heads={['Template', 'Mean log-probability']}
          />
        )}
      </Stack>
    </Folded>
  )
}

interface ListProps {
  readonly title: string
  readonly heads: readonly [string, string]
  readonly rows: readonly (readonly [string, string])[]
}

function List({ title, heads, rows }: ListProps) {
  return (
    <Stack gap={4}>
      <Text size="sm">{title}</Text>
      <Table aria-label={title}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{heads[0]}</Table.Th>
            <Table.Th className="number">{heads[1]}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(([what, figure]) => (
            <Table.Tr key={what}>
              <Table.Td>{what}</Table.Td>
              <Table.Td className="number">{figure}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Stack>
  )
}

/** What the work of a step has found, once it has. */
function foundIn<S extends z.ZodType>(
  { steps }: RecipeDetails,
  id: string,
  schema: S,
): z.output<S> | undefined {
  const work = steps.find((step) => step.id === id)?.work ?? null
  return work === null ? undefined : schema.parse(work)
}

const share = (accuracy: number | undefined): string => (accuracy === undefined ? '' : percent(accuracy))

const saidWords = (words: PromptPair['words']): string =>
  Object.entries(words)
    .map(([label, word]) => `${label}: ${word}`)
    .join(', ')
