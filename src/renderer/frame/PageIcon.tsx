// A small drawing for each page of the rail; the word stands beside it, or in its tooltip.
import type { pages } from './pages.ts'

const paths: Readonly<Record<(typeof pages)[number]['page'], string>> = {
  data: 'M2.5 3.5h13v11h-13zM2.5 7.5h13M2.5 11h13M7 7.5v7',
  prompts: 'M2.5 4.5h13M2.5 9h3.5M12 9h3.5M2.5 13.5h9M7.5 10.5h3',
  train: 'M5 3.5l9 5.5l-9 5.5z',
  runs: 'M2.5 2.5v13h13M5 6c1.5 5 4 6.5 10 7',
  compare: 'M2.5 15.5h13M4.5 15.5v-5h2.5v5M8 15.5v-9h2.5v9M11.5 15.5v-12h2.5v12',
  recipes: 'M6 4.5h9.5M6 9h9.5M6 13.5h9.5M2.5 4.5h.5M2.5 9h.5M2.5 13.5h.5',
  try: 'M2.5 3.5h13v8.5h-7l-3.5 3v-3h-2.5z',
  models: 'M9 2.5l6.5 3.5l-6.5 3.5l-6.5-3.5zM2.5 9.5l6.5 3.5l6.5-3.5M2.5 12.5l6.5 3l6.5-3',
  settings: 'M2.5 5.5h7M13.5 5.5h2M2.5 12.5h2M8.5 12.5h7M11.5 3.5a2 2 0 1 0 .01 0zM6.5 10.5a2 2 0 1 0 .01 0z',
}

export function PageIcon({ page }: { readonly page: keyof typeof paths }) {
  return (
    <svg width={18} height={18} aria-hidden style={{ display: 'block' }}>
      <path
        d={paths[page]}
        fill="none"
        stroke="currentColor"
        strokeWidth={1.4}
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  )
}
