// Compare: the comparisons that are there, a new one being set up, or one with its result.
import { Loader } from '@mantine/core'
import { useAppInfo, useDatasets, useModels } from '../../lab/queries.ts'
import { promptsOf } from '../../prompts/written.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { ComparisonList } from './ComparisonList.tsx'
import { ComparisonPage } from './ComparisonPage.tsx'
import { firstDraft } from './draft.ts'
import { SetUp } from './SetUp.tsx'

/** What stands in an id's place for a comparison that is being set up. */
export const fresh = 'new'

export default function ComparePage({ id, query }: { readonly id: string; readonly query: URLSearchParams }) {
  if (id === fresh) return <NewComparison key={query.toString()} query={query} />
  return id === '' ? <ComparisonList /> : <ComparisonPage id={id} />
}

function NewComparison({ query }: { readonly query: URLSearchParams }) {
  const info = useAppInfo()
  const datasets = useDatasets()
  const models = useModels()
  const error = info.error ?? datasets.error ?? models.error
  if (error) return <ErrorNote error={error} />
  if (!info.data || !datasets.data || !models.data) return <Loader size="sm" aria-label="Loading" />
  const asked = {
    dataset: query.get('dataset'),
    model: query.get('model'),
    prompts: promptsOf(query.get('prompts')),
  }
  return (
    <SetUp
      // The first dataset to arrive is taken up.
      key={datasets.data.length === 0 ? 'empty' : 'filled'}
      info={info.data}
      datasets={datasets.data}
      models={models.data}
      first={firstDraft(datasets.data, models.data, info.data.tunings, asked)}
    />
  )
}
