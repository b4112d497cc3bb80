// Series colours after Okabe and Ito, told apart also with red-green blindness; fixed for a run's whole life.

// On white, orange and sky blue are darkened until they stand out (contrast of at least 3 to 1).
// Seven, because the lecture compares seven methods.
const light = ['#0072b2', '#d55e00', '#009e73', '#b4559a', '#b27a00', '#2a8fc7', '#595959']
const dark = ['#3d9fdb', '#e8762c', '#1fb98e', '#d68db5', '#e69f00', '#7cc7ee', '#c2c2c2']
/** The grey is left out, in which marks without a class are drawn; so there are as many as shapes (marks.ts). */
const classColours = 6
const dashes = ['', '6 3', '2 3', '8 3 2 3']

/** The colour of the run with this number, as a CSS colour. */
export function runColour(number: number, scheme: 'light' | 'dark'): string {
  const colours = scheme === 'light' ? light : dark
  return colours[(number - 1) % colours.length]!
}

/** The colour of the class with this index. */
export const classColour = (index: number, scheme: 'light' | 'dark'): string =>
  runColour((index % classColours) + 1, scheme)

/** The stroke of the run with this number: once all colours are used, they come again with another dash. */
export function runDash(number: number): string {
  return dashes[Math.floor((number - 1) / light.length) % dashes.length]!
}

// From the first layer to the last, each stop further from the page than the one before.
const lightLayers = ['#d97706', '#c8446a', '#87389c', '#27277a']
const darkLayers = ['#8b6cf0', '#cf6bb0', '#f2955f', '#fbe08a']

/** The colour of a layer (0 is the first) of a model that has `layers`, on a scale that shows their order. */
export function layerColour(layer: number, layers: number, scheme: 'light' | 'dark'): string {
  const stops = scheme === 'light' ? lightLayers : darkLayers
  const place = layers < 2 ? stops.length - 1 : (layer / (layers - 1)) * (stops.length - 1)
  const below = Math.min(stops.length - 2, Math.floor(place))
  const [from, to] = [stops[below]!, stops[below + 1]!].map(channels) as [number[], number[]]
  const mixed = from.map((value, i) => Math.round(value + (place - below) * (to[i]! - value)))
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`
}

/** "#d97706" as red, green and blue from 0 to 255. */
const channels = (hex: string): number[] => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16))
