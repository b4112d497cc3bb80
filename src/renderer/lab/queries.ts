// What the window knows of the laboratory: cached answers, kept fresh by events.
import { QueryClient, useQuery } from '@tanstack/react-query'
import { isTrainable, type ModelInfo, type TrainableModel } from '../../shared/models.ts'
import { type RunInfo } from '../../shared/runInfo.ts'
import { LabError } from '../../shared/labError.ts'
import { lab, whenReconnected } from './lab.ts'

/** The cache. Answers stay until an event says they are old. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Infinity,
      refetchOnWindowFocus: false,
      retry: (count, error) => LabError.from(error).code === 'disconnected' && count < 20,
    },
  },
})

lab.on('datasets.changed', () => {
  void queries.invalidateQueries({ queryKey: ['datasets'] })
})
lab.on('models.changed', () => {
  for (const key of ['models', 'model', 'modelTrash']) void queries.invalidateQueries({ queryKey: [key] })
})
lab.on('runs.changed', (run) => {
  queries.setQueryData<RunInfo[]>(['runs'], (runs) => runs && withRun(runs, run))
  // Models say which runs start from them.
  void queries.invalidateQueries({ queryKey: ['models'] })
  // Predictions are written when a run ends, and its log grows.
  for (const key of ['predictions', 'layers', 'log', 'changes'])
    void queries.invalidateQueries({ queryKey: [key, run.id] })
})
lab.on('ladders.changed', ({ id }) => {
  for (const key of [['ladders'], ['ladder', id]]) void queries.invalidateQueries({ queryKey: key })
})
lab.on('recipes.changed', ({ id }) => {
  for (const key of [['recipes'], ['recipe', id]]) void queries.invalidateQueries({ queryKey: key })
})
whenReconnected(() => void queries.invalidateQueries())

function withRun(runs: RunInfo[], run: RunInfo): RunInfo[] {
  const known = runs.some(({ id }) => id === run.id)
  return known ? runs.map((other) => (other.id === run.id ? run : other)) : [run, ...runs]
}

/** The catalogue of methods, the devices and the machine. */
export const useAppInfo = () => useQuery({ queryKey: ['app'], queryFn: () => lab.call('app.info', {}) })

export const useDatasets = () =>
  useQuery({ queryKey: ['datasets'], queryFn: () => lab.call('datasets.list', {}) })

const models = { queryKey: ['models'], queryFn: () => lab.call('models.list', {}) }

/** The models that learn and answer. */
export const useModels = () => useQuery({ ...models, select: trainable })
const trainable = (all: readonly ModelInfo[]): TrainableModel[] => all.filter(isTrainable)

/** Those that are not trained, too. */
export const useAllModels = () => useQuery(models)

/** What memory and disk have left, looked at again now and then while it is on screen. */
export const useRoom = () =>
  useQuery({
    queryKey: ['room'],
    queryFn: () => lab.call('app.room', {}),
    staleTime: 0,
    refetchInterval: 15_000,
  })

export const useRuns = () => useQuery({ queryKey: ['runs'], queryFn: () => lab.call('runs.list', {}) })

export const useLadders = () =>
  useQuery({ queryKey: ['ladders'], queryFn: () => lab.call('ladders.list', {}) })

/** One comparison with all of its runs. */
export const useLadder = (id: string) =>
  useQuery({ queryKey: ['ladder', id], queryFn: () => lab.call('ladders.get', { id }), retry: false })

export const useRecipes = () =>
  useQuery({ queryKey: ['recipes'], queryFn: () => lab.call('recipes.list', {}) })

/** One recipe with all of its steps. */
export const useRecipe = (id: string) =>
  useQuery({ queryKey: ['recipe', id], queryFn: () => lab.call('recipes.get', { id }), retry: false })

/** Asks again for everything whose key starts with `key`, on screen or not: the page that comes next may begin with it. */
export const refresh = (...key: string[]) => queries.invalidateQueries({ queryKey: key, refetchType: 'all' })
