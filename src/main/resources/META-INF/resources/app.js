import { play, stop } from './player.js';

const $ = (id) => document.getElementById(id);
const api = 'api/v1/videos';
const PAGE = 24;
const POLL_MS = 2000;

let nextCursor = null;
let pages = 1;
let timer = 0;
let watched = null;

/* What the server says, or a sentence that can be shown. */
async function ask(url, options) {
  let response;
  try {
    response = await fetch(url, options);
  } catch {
    throw new Error('The server cannot be reached.');
  }
  if (response.status === 204) return null;
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.detail || `The server answered ${response.status}.`);
  return body;
}

/* ---- words -------------------------------------------------------------------------------------------------------- */

function length(ms) {
  if (!ms) return '';
  const s = Math.round(ms / 1000);
  const pad = (n) => String(n).padStart(2, '0');
  return s < 3600 ? `${Math.floor(s / 60)}:${pad(s % 60)}` : `${Math.floor(s / 3600)}:${pad(Math.floor(s / 60) % 60)}:${pad(s % 60)}`;
}

function size(bytes) {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let unit = 0;
  let n = bytes || 0;
  while (n >= 1000 && unit < units.length - 1) { n /= 1000; unit++; }
  return `${n < 10 && unit > 0 ? n.toFixed(1) : Math.round(n)} ${units[unit]}`;
}

function views(n) {
  return n === 1 ? '1 view' : `${n || 0} views`;
}

function state(video) {
  if (video.state === 'failed') return (video.failure && video.failure.detail) || 'Could not be processed.';
  if (video.state === 'ready') return views(video.views);
  const percent = `${Math.floor(video.progress || 0)} %`;
  return video.playable ? `Plays already, ${percent} processed` : `Processing, ${percent}`;
}

/* ---- the list ------------------------------------------------------------------------------------------------------ */

function card(video) {
  const item = $('card').content.firstElementChild.cloneNode(true);
  item.id = `v-${video.id}`;
  item.querySelector('a').href = `#/watch/${video.id}`;
  const img = item.querySelector('img');
  img.addEventListener('load', () => { img.hidden = false; });
  img.addEventListener('error', () => { img.hidden = true; img.removeAttribute('src'); });
  return item;
}

function fill(item, video) {
  item.querySelector('.name').textContent = video.title;
  item.querySelector('.length').textContent = length(video.duration_ms);
  const words = item.querySelector('.state');
  words.textContent = state(video);
  words.classList.toggle('bad', video.state === 'failed');
  const bar = item.querySelector('progress');
  bar.hidden = video.state !== 'processing';
  bar.value = video.progress || 0;
  const img = item.querySelector('img');
  if (!img.hasAttribute('src') && video.width !== 0 && (video.playable || video.state === 'ready') && video.links) {
    img.src = video.links.poster;
  }
}

async function list() {
  const videos = [];
  let cursor = '';
  let total = 0;
  for (let page = 0; page < pages; page++) {
    const answer = await ask(`${api}?limit=${PAGE}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
    videos.push(...answer.items);
    total = answer.total_count;
    cursor = answer.next_cursor;
    if (!cursor) break;
  }
  nextCursor = cursor;
  return { videos, total };
}

async function refresh() {
  clearTimeout(timer);
  let again = false;
  try {
    const { videos, total } = await list();
    const ul = $('videos');
    const keep = new Set(videos.map((video) => `v-${video.id}`));
    [...ul.children].forEach((item) => keep.has(item.id) || item.remove());
    videos.forEach((video, index) => {
      const item = $(`v-${video.id}`) || card(video);
      if (ul.children[index] !== item) ul.insertBefore(item, ul.children[index] || null);
      fill(item, video);
    });
    $('total').textContent = total ? String(total) : '';
    $('empty').hidden = videos.length > 0;
    $('more').hidden = !nextCursor;
    $('trouble').hidden = true;
    again = videos.some((video) => video.state === 'processing');
  } catch (problem) {
    $('trouble').textContent = problem.message;
    $('trouble').hidden = false;
    again = true;
  }
  if (again && !$('library').hidden && !document.hidden) timer = setTimeout(refresh, POLL_MS);
}

/* ---- uploading ------------------------------------------------------------------------------------------------------ */

function tell(sentence, bad) {
  $('told').textContent = sentence;
  $('told').classList.toggle('bad', Boolean(bad));
}

function busy(on) {
  $('send').disabled = on;
  $('cancel').hidden = !on;
  $('sent').hidden = !on;
}

function upload(event) {
  event.preventDefault();
  const form = $('upload');
  const file = $('file').files[0];
  if (!file) return;
  const body = new FormData();
  // The file comes last: the server takes the parts as they arrive.
  for (const name of ['title', 'tags', 'description']) {
    if (form.elements[name].value.trim()) body.append(name, form.elements[name].value);
  }
  body.append('video', file);

  const request = new XMLHttpRequest();
  request.open('POST', 'upload');
  request.responseType = 'json';
  request.upload.addEventListener('progress', (progress) => {
    if (!progress.lengthComputable) return;
    $('sent').value = (100 * progress.loaded) / progress.total;
    tell(progress.loaded < progress.total
      ? `${size(progress.loaded)} of ${size(progress.total)}`
      : 'All sent. The server is looking at it…');
  });
  request.addEventListener('load', () => {
    busy(false);
    const answer = request.response || {};
    if (request.status === 201) {
      form.reset();
      choose();
      tell(`“${answer.video.title}” has arrived.`);
      $('file').focus();
      refresh();
      return;
    }
    tell(answer.detail || `The server answered ${request.status}.`, true);
  });
  request.addEventListener('error', () => { busy(false); tell('The connection broke off. Please try again.', true); });
  request.addEventListener('abort', () => { busy(false); tell('The upload was cancelled.'); });
  $('cancel').onclick = () => request.abort();
  $('sent').value = 0;
  busy(true);
  request.send(body);
}

function choose() {
  const file = $('file').files[0];
  $('chosen').textContent = file ? `${file.name}, ${size(file.size)}` : 'Choose a file, or drop one here';
}

/* ---- watching ------------------------------------------------------------------------------------------------------- */

function describe(video) {
  $('title').textContent = video.title;
  document.title = `${video.title} – Vitascope`;
  const day = new Date(video.created_at).toLocaleDateString(undefined, { dateStyle: 'medium' });
  $('facts').textContent = [views(video.views), length(video.duration_ms), size(video.size_bytes), day, (video.tags || []).join(', ')]
    .filter(Boolean).join(' · ');
  $('description').textContent = video.description || '';
  const links = (video.renditions || [])
    .filter((rendition) => rendition.kind === 'video' && rendition.state === 'ready' && video.state === 'ready')
    .map((rendition) => [rendition.name, rendition.name]);
  $('downloads').replaceChildren('Download: ', ...[...links, ['original', 'source']].map(([text, quality]) => {
    const a = document.createElement('a');
    a.href = `${video.links.stream}?quality=${encodeURIComponent(quality)}&download=1`;
    a.textContent = text;
    return a;
  }));
}

async function watch(id) {
  watched = id;
  let playing = false;
  const say = (sentence) => { $('playing').textContent = sentence; };
  const player = $('player');
  player.removeAttribute('poster');
  say('');
  $('title').textContent = '';
  while (watched === id) {
    try {
      const video = await ask(`${api}/${encodeURIComponent(id)}`);
      if (watched !== id) return;
      describe(video);
      const playable = video.playable || video.state === 'ready';
      if (!playing && playable) {
        if (video.width !== 0) player.poster = video.links.poster;
        await play(player, video.links, say);
        playing = true;
      }
      say(video.state === 'ready' ? '' : state(video));
      if (video.state !== 'processing') return;
    } catch (problem) {
      say(problem.message);
      return;
    }
    await new Promise((resolve) => { setTimeout(resolve, POLL_MS); });
  }
}

async function remove() {
  const id = watched;
  if (!id || !window.confirm(`Delete “${$('title').textContent}” for good?`)) return;
  try {
    await ask(`${api}/${encodeURIComponent(id)}`, { method: 'DELETE' });
    $(`v-${id}`)?.remove();
    window.location.hash = '#/';
  } catch (problem) {
    $('playing').textContent = problem.message;
  }
}

/* ---- which page ------------------------------------------------------------------------------------------------------- */

function route() {
  const match = /^#\/watch\/([0-9a-f-]{36})$/.exec(window.location.hash);
  clearTimeout(timer);
  watched = null;
  stop($('player'));
  $('library').hidden = Boolean(match);
  $('watch').hidden = !match;
  if (match) {
    window.scrollTo(0, 0);
    watch(match[1]);
    return;
  }
  document.title = 'Vitascope';
  refresh();
}

$('upload').addEventListener('submit', upload);
$('file').addEventListener('change', choose);
$('delete').addEventListener('click', remove);
$('more').addEventListener('click', () => { pages++; refresh(); });
for (const kind of ['dragenter', 'dragover']) $('drop').addEventListener(kind, () => $('drop').classList.add('over'));
for (const kind of ['dragleave', 'drop']) $('drop').addEventListener(kind, () => $('drop').classList.remove('over'));
document.addEventListener('visibilitychange', () => { if (!document.hidden && !$('library').hidden) refresh(); });
window.addEventListener('hashchange', (event) => {
  if (/#(\/|$)/.test(event.newURL) || !event.newURL.includes('#')) {
    route();
    $('main').focus({ preventScroll: true });
  }
});
route();
