const API = '/api/v1';

/** What the server answers. Throws an Error whose message is for people, and whose `status` is that of the answer. */
export async function ask(path, { method = 'GET', body } = {}) {
  const headers = body === undefined ? {} : { 'content-type': 'application/json' };
  if (method !== 'GET') headers['x-csrf-token'] = await csrfToken();
  const response = await fetch(API + path, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const answer = response.status === 204 ? undefined : await response.json();
  if (response.ok) return answer;
  throw problem(response.status, answer);
}

/** Sends a file, and says meanwhile how much of it has gone, from 0 to 1. */
export async function sendFile(file, onProgress) {
  const token = await csrfToken();
  const body = new FormData();
  body.set('file', file);
  // fetch does not say how much it has sent.
  const request = new XMLHttpRequest();
  request.open('POST', `${API}/uploads`);
  request.setRequestHeader('x-csrf-token', token);
  request.responseType = 'json';
  request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(loaded / total));
  return new Promise((resolve, reject) => {
    request.addEventListener('error', () => reject(new Error('The file could not be sent.')));
    request.addEventListener('load', () => {
      if (request.status === 201) resolve(request.response);
      else reject(problem(request.status, request.response));
    });
    request.send(body);
  });
}

/** Calls back with the import whenever it has changed, until it is over. Returns the function that stops it. */
export function follow({ links }, onChange) {
  const events = new EventSource(links.events);
  events.addEventListener('state', ({ data }) => onChange(JSON.parse(data)));
  return () => events.close();
}

async function csrfToken() {
  const response = await fetch(`${API}/session/csrf`);
  return (await response.json()).csrfToken;
}

function problem(status, answer) {
  const details = answer?.errors?.map(({ message }) => message).join('; ');
  const text = details || answer?.detail || 'Something went wrong. Try again.';
  return Object.assign(new Error(text), { status });
}
