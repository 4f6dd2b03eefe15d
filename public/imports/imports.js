import { showForm } from './form.js';
import { addImport, showImports } from './list.js';

showForm({ onStarted: addImport });
try {
  await showImports();
} catch (error) {
  // A session that has ended since the page was opened.
  if (error.status === 401) location.replace(`/sign-in?next=${encodeURIComponent('/admin/imports')}`);
  document.querySelector('#notice').textContent = error.message;
}
