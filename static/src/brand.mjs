// Turns the colours that the kit derives from its brand colour into custom properties. The sheet is compiled with two
// sentinel colours; wherever the two results differ, the brand was at work, and the pair of values tells in which mixture.
import { readFileSync, writeFileSync } from 'node:fs'

const [firstPath, secondPath, themesPath, outPath] = process.argv.slice(2)
const SENTINELS = ['#123457', '#c8641b']
const COLOUR = /#[0-9a-f]{6}\b|rgba\([^)]*\)/g
const themes = JSON.parse(readFileSync(themesPath, 'utf8'))

const channels = (colour) =>
  colour.startsWith('#')
    ? [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16))
    : colour.slice(5, -1).split(',').map(Number)
const [FIRST, SECOND] = SENTINELS.map(channels)
const hex = (rgb) => '#' + rgb.map((c) => Math.round(c).toString(16).padStart(2, '0')).join('')

// A mixture is `kept` of the brand and the rest white or black, with an alpha: tint-78 keeps 22% and adds 78% of white.
function mixture(one, two) {
  const [a, b] = [channels(one), channels(two)]
  const kept = a.slice(0, 3).reduce((sum, c, i) => sum + (c - b[i]) / (FIRST[i] - SECOND[i]), 0) / 3
  const added = a[0] - kept * FIRST[0]
  const white = added > (1 - kept) * 128
  const share = Math.round((1 - kept) * 100)
  const alpha = a.length > 3 ? a[3] : 1
  const name = (share === 0 ? '' : `-${white ? 'tint' : 'shade'}-${share}`) + (alpha === 1 ? '' : `-a${Math.round(alpha * 100)}`)
  return { name: `--app-brand${name}`, share: share / 100, white, alpha }
}
function mixed(brand, { share, white, alpha }) {
  const rgb = channels(brand).map((c) => c * (1 - share) + (white ? 255 : 0) * share)
  return alpha === 1 ? hex(rgb) : `rgba(${rgb.map(Math.round).join(',')},${alpha})`
}

const [one, two] = [firstPath, secondPath].map((path) => readFileSync(path, 'utf8').replace(/^\uFEFF/, ''))
const others = [...two.matchAll(COLOUR)].map((found) => found[0])
const mixtures = new Map()
let at = 0
const sheet = one
  .replace(COLOUR, (colour) => {
    const other = others[at++]
    if (colour === other) return colour
    const found = mixture(colour, other)
    mixtures.set(found.name, found)
    return `var(${found.name})`
  })
  .replace(/--nhsuk-[a-z0-9-]*colour: [^;}]*;?/g, '') // the kit states these and reads none of them
if (at !== others.length || mixtures.size < 10) throw new Error('The two sentinel sheets do not match.')

const values = (brand) => [...mixtures.values()].map((m) => `${m.name}:${mixed(brand, m)}`).join(';')
const blocks = Object.entries(themes).map(([name, brand], i) => `${i ? '' : ':root,'}.theme-${name}{${values(brand)}}`)
writeFileSync(outPath, '@charset "utf-8";' + blocks.join('') + sheet.replace(/@charset "[^"]*";/g, '') + '\n')
