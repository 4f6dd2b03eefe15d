// Posts the token of a link, and what the form asks for, to the address that the form names.
const form = document.querySelector('form');
const status = document.querySelector('[role=status]');
const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? '';

// Neither the history nor a bookmark should keep it.
history.replaceState(null, '', location.pathname);

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const button = form.querySelector('button');
  button.disabled = true;
  status.textContent = '…';
  try {
    const response = await fetch(form.dataset.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...Object.fromEntries(new FormData(form)), token }),
    });
    status.textContent = response.ok ? form.dataset.done : await complaint(response);
    form.hidden = response.ok;
  } catch {
    status.textContent = 'The server cannot be reached. Try again in a moment.';
  }
  button.disabled = false;
});

async function complaint(response) {
  const { detail, errors } = await response.json();
  if (errors?.some(({ field }) => field === 'token'))
    return 'This link is not valid, or not any more. Ask for a new one.';
  return errors?.map(({ message }) => message).join(' ') ?? detail ?? 'Something went wrong. Try again.';
}
