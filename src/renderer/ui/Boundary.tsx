// Keeps a mistake in one page from taking the window with it.
import { Component, type ReactNode } from 'react'
import { ErrorNote } from './ErrorNote.tsx'

interface BoundaryProps {
  readonly children: ReactNode
}

/** React offers error boundaries only as a class. */
export class Boundary extends Component<BoundaryProps, { readonly error: unknown }> {
  override state: { readonly error: unknown } = { error: null }

  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error }
  }

  override render(): ReactNode {
    const { error } = this.state
    if (error === null) return this.props.children
    return (
      <ErrorNote
        error={error}
        action={{ label: 'Show the page again', onClick: () => this.setState({ error: null }) }}
      />
    )
  }
}
