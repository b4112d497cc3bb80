// A bar in a table's cell; the figure stands beside it, so it is decoration for screen readers.
export function Bar({ share, colour }: { readonly share: number; readonly colour?: string }) {
  return (
    <div
      aria-hidden
      style={{
        width: `${Math.max(0.5, 100 * share)}%`,
        height: 12,
        borderRadius: 2,
        background: colour ?? 'var(--mantine-primary-color-filled)',
      }}
    />
  )
}
