import { showForm } from './form.js';
import { showImports } from './list.js';

try {
  const list = await showImports();
  showForm({ onStarted: list.add });
} catch (error) {
  // A session that has ended since the page was opened.
  if (error.status === 401) location.replace(`/sign-in?next=${encodeURIComponent('/admin/imports')}`);
  document.querySelector('#notice').textContent = error.message;
}
