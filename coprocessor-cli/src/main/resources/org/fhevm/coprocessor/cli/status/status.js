// Replaces the sections of the page by newer ones, without losing the focus or closing what the reader has opened.
// The page is complete without it.

import { addReadouts } from './charts.js';

const PERIOD = 5000;
const pause = document.getElementById('pause');
const note = document.getElementById('note');
let paused = false;

/** The page as the server has it now. */
async function newer() {
  const answer = await fetch('/status', { cache: 'no-store' });
  if (!answer.ok) {
    throw new Error(`the server answers ${answer.status}`);
  }
  return new DOMParser().parseFromString(await answer.text(), 'text/html');
}

/** What names the place of an element within a section, so that its successor can be found. */
function path(element, section) {
  const steps = [];
  for (let node = element; node !== section; node = node.parentElement) {
    steps.unshift([...node.parentElement.children].indexOf(node));
  }
  return steps;
}

function follow(section, steps) {
  return steps.reduce((node, step) => node?.children[step], section);
}

function replace(section, successor) {
  const imported = document.importNode(successor, true);
  for (const details of section.querySelectorAll('details[open]')) {
    imported.querySelector(`#${details.id}`)?.setAttribute('open', '');
  }
  const focused = section.contains(document.activeElement) ? path(document.activeElement, section) : null;
  const scrolled = [...section.querySelectorAll('.scroll')].map((region) => region.scrollLeft);
  section.replaceWith(imported);
  imported.querySelectorAll('.scroll').forEach((region, index) => { region.scrollLeft = scrolled[index] ?? 0; });
  if (focused !== null) {
    follow(imported, focused)?.focus({ preventScroll: true });
  }
  addReadouts(imported);
}

async function update() {
  if (paused || document.hidden) {
    return;
  }
  try {
    const page = await newer();
    for (const section of document.querySelectorAll('section.part')) {
      const successor = page.getElementById(section.id);
      // A chart stays while the reader points at it.
      if (successor !== null && !paused && section.querySelector('svg:hover') === null) {
        replace(section, successor);
      }
    }
    say('');
  } catch (problem) {
    say(`No newer state: ${problem.message}.`);
  }
}

/** Screen readers say what changes here, so it changes only if there is something new. */
function say(text) {
  if (note.textContent !== text) {
    note.textContent = text;
  }
}

pause.hidden = false;
pause.addEventListener('click', () => {
  paused = !paused;
  pause.textContent = paused ? 'Resume updates' : 'Pause updates';
  say(paused ? 'Updates are paused.' : '');
});
addReadouts(document);
document.documentElement.dataset.updates = 'on';

for (;;) {
  await new Promise((resolve) => { setTimeout(resolve, PERIOD); });
  await update();
}
