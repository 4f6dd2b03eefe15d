// Signs in with a session that the server keeps, and goes where the address says.
const form = document.querySelector('form');
const status = document.querySelector('[role=status]');
const secondFactor = document.querySelector('#second-factor');

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const button = form.querySelector('button');
  button.disabled = true;
  status.textContent = '…';
  try {
    const filled = [...new FormData(form)].filter(([, value]) => value !== '');
    const response = await fetch('/api/v1/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(Object.fromEntries(filled)),
    });
    const answer = await response.json();
    if (response.ok) location.replace(destination());
    else status.textContent = complaint(answer);
  } catch {
    status.textContent = 'The server cannot be reached. Try again in a moment.';
  }
  button.disabled = false;
});

// Of this server only: the address may come from anybody.
function destination() {
  const asked = new URLSearchParams(location.search).get('next') ?? '/';
  if (!URL.canParse(asked, location.origin)) return '/';
  const next = new URL(asked, location.origin);
  return next.origin === location.origin ? next.href : '/';
}

function complaint({ reason, detail, errors }) {
  if (reason === 'second_factor_required') {
    secondFactor.hidden = false;
    secondFactor.querySelector('input').focus();
  }
  return errors?.map(({ message }) => message).join(' ') ?? detail ?? 'Something went wrong. Try again.';
}
