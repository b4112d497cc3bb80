// Compare: the comparisons that are there, a new one being set up, or one with its result.
import { useAppInfo, useDatasets, useModels } from '../../lab/queries.ts'
import { promptsOf } from '../../prompts/written.ts'
import { allOf } from '../../ui/allOf.tsx'
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
  const { answers, instead } = allOf({ info: useAppInfo(), datasets: useDatasets(), models: useModels() })
  if (!answers) return instead
  const { info, datasets, models } = answers
  const asked = {
    dataset: query.get('dataset'),
    model: query.get('model'),
    prompts: promptsOf(query.get('prompts')),
  }
  return (
    <SetUp
      // The first dataset to arrive is taken up.
      key={datasets.length === 0 ? 'empty' : 'filled'}
      info={info}
      datasets={datasets}
      models={models}
      first={firstDraft(datasets, models, info.tunings, asked)}
    />
  )
}
