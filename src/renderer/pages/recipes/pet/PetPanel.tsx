// What PET has found: its patterns, how far they agree, how sure they are, and the rows that divide them.
import { SimpleGrid, Stack } from '@mantine/core'
import type { RecipeDetails } from '../../../../shared/recipe.ts'
import { AgreementTable } from './AgreementTable.tsx'
import { ConfidenceChart } from './ConfidenceChart.tsx'
import { DisagreementTable } from './DisagreementTable.tsx'
import { MembersTable } from './MembersTable.tsx'
import { petState } from './members.ts'

export function PetPanel({ recipe }: { readonly recipe: RecipeDetails }) {
  const state = petState(recipe)
  if (state === null) return null
  const { labelled } = state
  return (
    <Stack gap="xl">
      <MembersTable state={state} />
      {labelled && (
        <>
          <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="xl">
            <AgreementTable labelled={labelled} />
            <ConfidenceChart labelled={labelled} />
          </SimpleGrid>
          <DisagreementTable labelled={labelled} />
        </>
      )}
    </Stack>
  )
}
