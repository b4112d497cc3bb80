// The pages of the rail, in its order, each with its key.
export const pages = [
  { page: 'data', title: 'Data', key: 'D', help: 'Bring in texts, check them' },
  { page: 'prompts', title: 'Prompts', key: 'P', help: 'Try templates and words before any training' },
  { page: 'train', title: 'Train', key: 'N', help: 'Set up a new run' },
  { page: 'runs', title: 'Runs', key: 'R', help: 'Watch runs, lay their curves over each other' },
  { page: 'compare', title: 'Compare', key: 'C', help: 'Hold methods against each other on the same rows' },
  {
    page: 'recipes',
    title: 'Recipes',
    key: 'E',
    help: 'Whole methods of several runs, such as prompt search',
  },
  { page: 'try', title: 'Try it', key: 'T', help: 'Type a text, see what a run says' },
  { page: 'models', title: 'Models', key: 'M', help: 'Pre-trained models to start from' },
  { page: 'settings', title: 'Settings', key: ',', help: 'Theme, devices, folders' },
] as const
