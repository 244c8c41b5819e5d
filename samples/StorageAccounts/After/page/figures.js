'use strict';

const show = (id, text) => { document.getElementById(id).textContent = text; };
const milliseconds = value => `${value.toFixed(1)} ms`;

function update({ figures, circuit, health }) {
  const sick = Object.entries(health).filter(([, state]) => state !== 'Healthy');
  document.getElementById('status').className = sick.length || circuit !== 'Closed' ? 'bad' : '';
  show('status', `${Object.entries(health).map(([name, state]) => `${name}: ${state}`).join(', ')}, circuit: ${circuit}`);
  for (const id of ['locksHad', 'locksMissed', 'requests', 'storeFailures']) show(id, figures[id]);
  for (const id of ['created', 'found', 'replayed', 'disconnected', 'error']) show(id, figures.answers[id] ?? 0);
  show('lockWaitMs', milliseconds(figures.lockWaitMs));
  show('answerMs', milliseconds(figures.answerMs));
  show('hitRate', `${(100 * figures.hitRate).toFixed(1)} %`);
}

const events = new EventSource('/api/figures');
events.addEventListener('figures', event => update(JSON.parse(event.data)));
events.onerror = () => {
  document.getElementById('status').className = 'bad';
  show('status', 'no connection to the server; trying again');
};

document.getElementById('load').addEventListener('click', async () => {
  try {
    const answer = await fetch('/api/load?requests=100', { method: 'POST' });
    const result = await answer.json();
    show('loaded', answer.ok ? `${result.requests} requests, accounts made: ${result.accounts}` : String(result));
  } catch {
    show('loaded', 'The server cannot be reached.');
  }
});
