'use strict';

const rows = new Map();      // option id -> { text, votes, seen, elements }
const logged = new Set();    // ids of the votes in the log
const mostRows = 200, mostSamples = 1000;
let samples = [];            // { at, accepted, counted }
let refreshing = false, stale = false;
let early = null;            // votes heard while the history is on its way
let begun = Promise.resolve();
let votes = null;

const byId = id => document.getElementById(id);
const mode = () => document.querySelector('input[name=mode]:checked').value;

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// The body of the answer, or null and a message. Only what the visitor does next takes the message away.
async function ask(path, method = 'GET') {
  let problem = '', body = null;
  try {
    const answer = await fetch(path, { method });
    body = answer.headers.get('content-type')?.includes('json') ? await answer.json() : null;
    if (!answer.ok) [problem, body] = [body?.message ?? `The server answered ${answer.status}.`, null];
  } catch {
    problem = 'The server cannot be reached.';
  }
  if (problem || method === 'POST') byId('problem').textContent = problem;
  return body;
}

function rowOf(option) {
  let row = rows.get(option.id);
  if (row) return row;
  const votes = element('span', { className: 'votes', id: `votes-${option.id}` }, '0');
  const fill = element('div');
  const bar = element('div', { className: 'bar' }, fill);
  bar.setAttribute('role', 'progressbar');
  bar.setAttribute('aria-label', `Share of ${option.text}`);
  const button = element('button', { type: 'button', onclick: () => ask(`/api/options/${option.id}/votes?mode=${mode()}`, 'POST') }, 'Vote');
  button.setAttribute('aria-label', `Vote for ${option.text}`);
  byId('options').append(element('li', {}, element('span', {}, option.text), votes, button, bar));
  row = { text: option.text, votes, fill, bar, seen: new Set() };
  rows.set(option.id, row);
  return row;
}

function show(state) {
  for (const option of state.options) {
    const row = rowOf(option);
    const share = state.counted ? Math.round(100 * option.votes / state.counted) : 0;
    row.votes.textContent = option.votes;
    row.fill.style.width = `${share}%`;
    row.bar.setAttribute('aria-valuenow', share);
  }
  byId('accepted').textContent = state.accepted;
  byId('counted').textContent = state.counted;
  byId('lost').textContent = state.lost;
  byId('lost').className = state.lost ? 'bad' : '';
  const now = sample(state);
  if (samples.length && now.at < samples.at(-1).at) return; // asked before the history was
  samples.push(now);
  if (samples.length > mostSamples) samples = samples.filter((_, i) => i % 2 === 0);
  draw();
}

function sample({ at, accepted, counted }) {
  return { at: Date.parse(at), accepted, counted };
}

// The chart: both totals since the first sample; where the lines part, votes were lost.
function draw() {
  const width = 400, height = 160, first = samples[0].at;
  const span = Math.max(1, samples.at(-1).at - first), top = Math.max(1, samples.at(-1).accepted);
  const line = name => {
    const points = samples.map(s => `${(s.at - first) / span * width},${height - 5 - s[name] / top * (height - 10)}`).join(' ');
    const polyline = document.createElementNS('http://www.w3.org/2000/svg', 'polyline');
    polyline.setAttribute('class', name);
    polyline.setAttribute('points', points);
    return polyline;
  };
  byId('chart').replaceChildren(line('accepted'), line('counted'));
}

// Many votes may arrive while one answer is under way: one more question afterwards sees them all.
async function refresh() {
  if (refreshing) { stale = true; return; }
  refreshing = true;
  do {
    stale = false;
    const state = await ask('/api/poll');
    if (state) show(state);
  } while (stale);
  refreshing = false;
}

function log(vote) {
  if (early) { early.push(vote); return; }
  if (logged.has(vote.id)) return;
  logged.add(vote.id);
  const row = rows.get(vote.optionId);
  const repeated = row.seen.has(vote.votesAfter);   // somebody else was told the same count: one of the two is lost
  row.seen.add(vote.votesAfter);
  byId('log').prepend(element('tr', { className: repeated ? 'repeated' : '' },
    element('td', {}, row.text), element('td', {}, `${vote.votesAfter}`), element('td', {}, vote.mode + (repeated ? ', lost one' : ''))));
  while (byId('log').childElementCount > mostRows) byId('log').lastElementChild.remove();
}

// After the page is opened, after a connection was lost, and when somebody starts the poll again: first what happened before.
async function restore() {
  early = [];
  const history = await ask('/api/history') ?? { points: [], votes: [] };
  const heard = early;
  early = null;
  samples = history.points.map(sample);
  logged.clear();
  rows.forEach(row => row.seen.clear());
  byId('log').replaceChildren();
  [...history.votes, ...heard].forEach(log);
  if (samples.length) draw();
  await refresh();
}

// The browser connects again by itself; the server then says "begin" again.
function listen() {
  votes = new EventSource('/api/votes');
  votes.addEventListener('vote', event => { log(JSON.parse(event.data)); refresh(); });
  votes.addEventListener('begin', () => { begun = begun.then(restore); });
}

async function begin() {
  const modes = await ask('/api/modes');
  if (!modes) return;
  modes.forEach((name, i) => byId('modes').append(element('label', {}, element('input', { type: 'radio', name: 'mode', value: name, checked: i === 0 }), ` ${name}`)));
  byId('modes').hidden = modes.length < 2;
  await refresh();
  listen();
  byId('load').onclick = () => ask(`/api/load?votes=100&mode=${mode()}`, 'POST').then(refresh);
  byId('reset').onclick = () => ask('/api/reset', 'POST');
}

begin();
