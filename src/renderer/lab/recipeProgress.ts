// How far the works of recipes are that are on screen.
import { useEffect, useState } from 'react'
import type { Progress } from '../../shared/run.ts'
import { lab } from './lab.ts'

/** The newest progress of a work; null until it is heard of. */
export function useWorkProgress(recipe: string, step: string): Progress | null {
  const [progress, setProgress] = useState<Progress | null>(null)
  useEffect(
    () =>
      lab.on('recipes.progress', (news) => {
        if (news.id === recipe && news.step === step) setProgress(news.progress)
      }),
    [recipe, step],
  )
  return progress
}
