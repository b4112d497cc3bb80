// A chart as a file: the drawn SVG with its title and legend, and the same as PNG.

const titleHeight = 28
const legendHeight = 22
/** Room for a sign and a name. */
const leastEntry = 110
const margin = 16
const pixelsPerPoint = 2

export interface LegendEntry {
  readonly label: string
  readonly colour: string
  readonly dash: string
  /** A shape around 0 0 instead of a line. */
  readonly shape?: string
}

/** The SVG that `box` draws, standing alone: computed colours written out, title above, legend below. */
export function svgOf(box: HTMLElement, title: string, legend: readonly LegendEntry[]): string {
  const drawn = box.querySelector<SVGSVGElement>('svg.recharts-surface, svg[data-chart]')
  if (!drawn) return ''
  const { width, height } = drawn.getBoundingClientRect()
  // Curves keep a margin of their own.
  const inset = drawn.hasAttribute('data-chart') ? margin : 0
  const copy = drawn.cloneNode(true) as SVGSVGElement
  writeStyles(drawn, copy)
  // Half of the topmost label and of the star stands outside.
  copy.setAttribute('overflow', 'visible')
  const page = getComputedStyle(document.body)
  const across = Math.max(1, Math.min(legend.length, Math.floor((width - 32) / leastEntry)))
  const lines = Math.max(1, Math.ceil(legend.length / across))
  const entries = legend.map(({ label, colour, dash, shape }, i) => {
    const x = 16 + ((i % across) * (width - 32)) / across
    const sign = shape
      ? `<path d="${shape}" transform="translate(6 8)" fill="${colour}"/>`
      : `<path d="M0 8h12" stroke="${colour}" stroke-width="2" stroke-dasharray="${dash}"/>`
    return `<g transform="translate(${x} ${legendHeight * Math.floor(i / across)})">${sign}<text x="16" y="12" font-size="11">${escaped(label)}</text></g>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width + margin + inset}" height="${height + titleHeight + legendHeight * lines + inset}" font-family="sans-serif" fill="${page.color}">
<rect width="100%" height="100%" fill="${page.backgroundColor}"/>
<text x="16" y="19" font-size="14" font-weight="600">${escaped(title)}</text>
<g transform="translate(${inset} ${titleHeight})">${new XMLSerializer().serializeToString(copy)}</g>
<g transform="translate(0 ${titleHeight + height + inset / 2})">${entries.join('')}</g>
</svg>`
}

/** Rows of drawings as one: those of a row side by side, the rows one below the other. */
export function stacked(rows: readonly (readonly string[])[]): string {
  let y = 0
  let widest = 0
  const placed = rows.flatMap((row) => {
    let x = 0
    let highest = 0
    const drawings = row.map((svg) => {
      const [, width, height] = /width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? []
      const moved = svg.replace('<svg ', `<svg x="${x}" y="${y}" `)
      x += Number(width)
      highest = Math.max(highest, Number(height))
      return moved
    })
    y += highest
    widest = Math.max(widest, x)
    return drawings
  })
  const { backgroundColor } = getComputedStyle(document.body)
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${widest}" height="${y}">
<rect width="100%" height="100%" fill="${backgroundColor}"/>
${placed.join('\n')}
</svg>`
}

// A lone file has no style sheet, so what the sheet said is written on each element.
const written = [
  'stroke',
  'fill',
  'stroke-width',
  'stroke-dasharray',
  'opacity',
  'stroke-opacity',
  'font-size',
]
function writeStyles(from: Element, to: Element): void {
  const style = getComputedStyle(from)
  for (const name of written) to.setAttribute(name, style.getPropertyValue(name))
  for (let i = 0; i < from.children.length; i++) writeStyles(from.children[i]!, to.children[i]!)
}

/** An SVG drawn as PNG at twice its size. */
export async function pngOf(svg: string): Promise<Blob> {
  const image = new Image()
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))
  image.src = address
  await image.decode()
  URL.revokeObjectURL(address)
  const canvas = document.createElement('canvas')
  canvas.width = image.width * pixelsPerPoint
  canvas.height = image.height * pixelsPerPoint
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('The picture could not be drawn.'))),
      'image/png',
    ),
  )
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
