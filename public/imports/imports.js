import { showForm } from './form.js';
import { showImports } from './list.js';

const list = await showImports();
showForm({ onStarted: list.add });
