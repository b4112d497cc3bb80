// The window around every page: rail, drop zone, palette, keys, and the page itself.
import { AppShell, Box, Center, Loader } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { lazy, Suspense } from 'react'
import { useDatasets, useRuns } from '../lab/queries.ts'
import { usePlace, type Place } from '../router.ts'
import { Boundary } from '../ui/Boundary.tsx'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { AdapterDialog } from './AdapterDialog.tsx'
import { ConnectionBanner } from './ConnectionBanner.tsx'
import { DownloadEndNotes } from './DownloadEndNotes.tsx'
import { DropAnywhere } from './DropAnywhere.tsx'
import { Keys } from './Keys.tsx'
import { Palette } from './Palette.tsx'
import { Rail, railWidth } from './Rail.tsx'
import { RunEndNotes } from './RunEndNotes.tsx'

const DataPage = lazy(() => import('../pages/data/DataPage.tsx'))
const PromptsPage = lazy(() => import('../pages/prompts/PromptsPage.tsx'))
const TrainPage = lazy(() => import('../pages/train/TrainPage.tsx'))
const RunPage = lazy(() => import('../pages/run/RunPage.tsx'))
const RunsPage = lazy(() => import('../pages/runs/RunsPage.tsx'))
const ComparePage = lazy(() => import('../pages/compare/ComparePage.tsx'))
const RecipesPage = lazy(() => import('../pages/recipes/RecipesPage.tsx'))
const TryPage = lazy(() => import('../pages/try/TryPage.tsx'))
const ModelsPage = lazy(() => import('../pages/models/ModelsPage.tsx'))
const SettingsPage = lazy(() => import('../pages/settings/SettingsPage.tsx'))
const StartPage = lazy(() => import('../pages/start/StartPage.tsx'))

export function Frame() {
  const place = usePlace()
  const [narrow, setNarrow] = useLocalStorage({
    key: 'narrowRail',
    defaultValue: false,
    getInitialValueInEffect: false,
  })
  const width = narrow ? railWidth.narrow : railWidth.open
  return (
    <AppShell navbar={{ width, breakpoint: 0 }} padding={0} transitionDuration={0}>
      <AppShell.Navbar aria-label="Pages">
        <Rail place={place} narrow={narrow} onNarrow={setNarrow} />
      </AppShell.Navbar>
      <AppShell.Main>
        <ConnectionBanner />
        <Box px="lg" py="md" maw={1600}>
          <Suspense fallback={<Waiting />}>
            <Boundary key={place.page}>
              <Page place={place} />
            </Boundary>
          </Suspense>
        </Box>
      </AppShell.Main>
      <RunEndNotes />
      <DownloadEndNotes />
      <DropAnywhere />
      <AdapterDialog />
      <Palette />
      <Keys />
    </AppShell>
  )
}

function Page({ place }: { readonly place: Place }) {
  const { page, id } = place
  if (page === 'data') return <DataPage id={id} />
  if (page === 'prompts') return <PromptsPage query={place.query} />
  if (page === 'train') return <TrainPage key={place.query.toString()} query={place.query} />
  if (page === 'runs' && id) return <RunPage key={id} id={id} />
  if (page === 'runs') return <RunsPage />
  if (page === 'compare') return <ComparePage key={id} id={id} query={place.query} />
  if (page === 'recipes') return <RecipesPage key={id} id={id} query={place.query} />
  if (page === 'try') return <TryPage id={id} query={place.query} />
  if (page === 'models') return <ModelsPage id={id} tab={place.query.get('tab') ?? ''} />
  if (page === 'settings') return <SettingsPage />
  if (page === 'start') return <StartPage />
  return <FirstPage />
}

/** Someone new starts at the three steps, everyone else at the runs. */
function FirstPage() {
  const datasets = useDatasets()
  const runs = useRuns()
  const error = datasets.error ?? runs.error
  if (error) return <ErrorNote error={error} />
  if (!datasets.data || !runs.data) return <Waiting />
  return datasets.data.length + runs.data.length === 0 ? <StartPage /> : <RunsPage />
}

function Waiting() {
  return (
    <Center h={320}>
      <Loader size="sm" aria-label="Loading" />
    </Center>
  )
}
