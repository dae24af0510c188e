// Guildhall's scripts: the kit's parts, made again in whatever htmx swaps in, and a reload when a sign-in has ended.
// Every page and act works without any of them.
import { createAll, Button, CharacterCount, Checkboxes, ErrorSummary, Header, NotificationBanner, PasswordInput, Radios, SkipLink } from 'nhsuk-frontend'

const PARTS = [Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios]

function start(scope) {
  for (const part of PARTS) createAll(part, {}, { scope })
}

start(document)
createAll(Header)
createAll(SkipLink)

document.addEventListener('htmx:after:swap', (event) => {
  const target = event.detail?.ctx?.target ?? event.target
  const swapped = target.isConnected ? target : document.getElementById(target.id)  // replaced by its new self
  if (swapped instanceof Element) start(swapped)
})

// A poll that finds nobody signed in is answered 401: the whole page then asks for the sign-in again.
document.addEventListener('htmx:response:error', (event) => {
  const status = event.detail?.ctx?.response?.status
  if (status === 401) window.location.reload()
})

// A button that prints is useless without script, so it is written hidden and shown here.
for (const button of document.querySelectorAll('[data-prints]')) {
  button.hidden = false
  button.addEventListener('click', () => window.print())
}
