const API = '/api/v1';
/** More than the server looks at to find out how a file is written. */
const HEAD_BYTES = 256 * 1024;

/** What the server answers. Throws an Error whose message is for people. */
export async function ask(path, { method = 'GET' } = {}) {
  const headers = method === 'GET' ? {} : { 'x-csrf-token': await csrfToken() };
  return answerOf(await fetch(API + path, { method, headers }));
}

/** How the file would be imported, judged by how it begins. */
export async function preview(file, options) {
  const headers = { 'x-csrf-token': await csrfToken() };
  const body = formOf(options, file.slice(0, HEAD_BYTES), file.name);
  return answerOf(await fetch(`${API}/imports/preview`, { method: 'POST', headers, body }));
}

/** Imports a file, and says meanwhile how much of it has gone, from 0 to 1. */
export async function startImport(file, options, onProgress) {
  const token = await csrfToken();
  // fetch does not say how much it has sent.
  const request = new XMLHttpRequest();
  request.open('POST', `${API}/imports`);
  request.setRequestHeader('x-csrf-token', token);
  request.responseType = 'json';
  request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(loaded / total));
  return new Promise((resolve, reject) => {
    request.addEventListener('error', () => reject(new Error('The file could not be sent.')));
    request.addEventListener('load', () => {
      if (request.status === 202) resolve(request.response);
      else reject(problem(request.response));
    });
    request.send(formOf(options, file, file.name));
  });
}

/**
 * Calls back with the import whenever it has changed, until that says that it is over; `onLost` when there will be no
 * more news although it is not.
 */
export function follow({ links }, onChange, onLost) {
  const events = new EventSource(links.events);
  let goesOn = true;
  events.addEventListener('state', ({ data }) => (goesOn = onChange(JSON.parse(data))));
  // What the server has ended a browser asks for again, but not what it was refused.
  events.addEventListener('error', () => {
    if (!goesOn) events.close();
    else if (events.readyState === EventSource.CLOSED) onLost();
  });
}

// The server reads the options before the file comes.
function formOf(options, file, name) {
  const form = new FormData();
  form.set('options', JSON.stringify(options));
  form.set('file', file, name);
  return form;
}

async function csrfToken() {
  const { csrfToken: token } = await answerOf(await fetch(`${API}/session/csrf`));
  return token;
}

async function answerOf(response) {
  const answer = response.status === 204 ? undefined : await response.json();
  if (!response.ok) throw problem(answer);
  return answer;
}

function problem(answer) {
  const details = answer?.errors?.map(({ message }) => message).join('; ');
  const message = details || answer?.detail || 'Something went wrong. Try again.';
  return Object.assign(new Error(message), { status: answer?.status });
}
