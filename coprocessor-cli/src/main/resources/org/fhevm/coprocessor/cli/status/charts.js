// Shows the values of a chart under the pointer. The same numbers are in the table below each chart.

const SECONDS_PER_VALUE = 20;

function text(lines, index, count) {
  const minutes = Math.round((count - 1 - index) * SECONDS_PER_VALUE / 60);
  const values = lines.map((line) => {
    const value = line.dataset.values.split(' ')[index];
    return `${line.dataset.name} ${value === '?' ? 'unknown' : value}`;
  });
  return `${minutes === 0 ? 'now' : `${minutes} min ago`}: ${values.reverse().join(', ')}`;
}

/** Adds readouts to the charts within an element. */
export function addReadouts(root) {
  for (const chart of root.querySelectorAll('[data-chart]')) {
    const plot = chart.querySelector('svg');
    const lines = [...plot.querySelectorAll('path')];
    const readout = document.createElement('p');
    readout.className = 'readout';
    readout.setAttribute('aria-hidden', 'true');
    chart.querySelector('.axis').after(readout);
    const count = lines[0].dataset.values.split(' ').length;
    plot.addEventListener('pointermove', (event) => {
      const box = plot.getBoundingClientRect();
      const part = Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1);
      readout.textContent = text(lines, Math.round(part * (count - 1)), count);
    });
    plot.addEventListener('pointerleave', () => { readout.textContent = ''; });
  }
}
