import { rm } from 'node:fs/promises';

import { environmentOf, removeEnv, writeEnv } from './environment.ts';
import { withLock } from './lock.ts';
import { rebuildNode, stopPostgres } from './postgres/cluster.ts';
import { nodeUrl } from './postgres/connection.ts';
import { promoteNode } from './postgres/promote.ts';
import { delayReplay, pauseReplay, resumeReplay } from './postgres/replica.ts';
import {
  asNode,
  asService,
  killService,
  resumeService,
  startService,
  stopService,
  suspendService,
} from './services.ts';
import { NODE_NAMES, openFolder, portOf, type StackFolder } from './state.ts';
import { readStatus, type StackStatus } from './status.ts';

/** A stack on disk. It holds no connections and no memory of its own: any number of processes may have one. */
export class RunningStack {
  readonly dir: string;
  readonly #log?: (line: string) => void;

  constructor(dir: string, log?: (line: string) => void) {
    this.dir = dir;
    this.#log = log;
  }

  /** Variables for the application; after a promotion they name the new primary. */
  get env(): Record<string, string> {
    return environmentOf(this.#folder().state);
  }

  get nodes(): { name: string; url: string; port: number }[] {
    const { state } = this.#folder();
    return NODE_NAMES.map((name) => ({ name, url: nodeUrl(state, name), port: portOf(state, name) }));
  }

  async status(): Promise<StackStatus> {
    return readStatus(this.#folder());
  }

  /** The replica shows every commit `ms` milliseconds late; 0 ends that. */
  async lag(replica: string, ms: number): Promise<void> {
    await delayReplay(this.#folder(), asNode(replica), ms);
  }

  /** The replica goes on receiving and shows nothing new. */
  async pauseReplay(replica: string): Promise<void> {
    await pauseReplay(this.#folder(), asNode(replica));
  }

  async resumeReplay(replica: string): Promise<void> {
    await resumeReplay(this.#folder(), asNode(replica));
  }

  /** kill -9 of the server and all its children: a crash. */
  async kill(service: string): Promise<void> {
    const name = asService(service);
    await this.#locked((folder) => killService(folder, name));
  }

  /** SIGSTOP of the server and all its children: a hang, connections stay open. */
  async suspend(service: string): Promise<void> {
    await suspendService(this.#folder(), asService(service));
  }

  async resume(service: string): Promise<void> {
    await resumeService(this.#folder(), asService(service));
  }

  /** As what its data says: a primary that was replaced meanwhile comes back as a second one (see `rebuild`). */
  async start(service: string): Promise<void> {
    const name = asService(service);
    await this.#locked((folder) => startService(folder, name));
  }

  /** `force` skips the checks that no primary takes writes and that no other standby has received more. */
  async promote(replica: string, { force = false } = {}): Promise<void> {
    const name = asNode(replica);
    await this.#locked(async (folder) => {
      await promoteNode(folder, name, force);
      writeEnv(folder.dir, folder.state);
    });
  }

  /** Wipes the node and copies it from the primary as a standby. */
  async rebuild(node: string): Promise<void> {
    const name = asNode(node);
    await this.#locked((folder) => rebuildNode(folder, name));
  }

  async down(): Promise<void> {
    await this.#locked(takeDown);
  }

  async destroy(): Promise<void> {
    await this.#locked(async (folder) => {
      await takeDown(folder);
      for (const path of [folder.state.home, folder.dir]) {
        if (path) await rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
      }
    });
  }

  async #locked(work: (folder: StackFolder) => Promise<void>): Promise<void> {
    this.#folder();
    await withLock(this.dir, () => work(this.#folder()));
  }

  #folder(): StackFolder {
    const folder = openFolder(this.dir, this.#log);
    if (!folder) throw new Error(`there is no stack in ${this.dir}`);
    return folder;
  }
}

/** Replicas, primary, Redis, mail: whatever writes goes before what it writes to. */
async function takeDown(folder: StackFolder): Promise<void> {
  removeEnv(folder.dir);
  if (folder.state.home) await stopPostgres(folder);
  for (const name of ['queue', 'cache', 'mail'] as const) await stopService(folder, name);
  folder.state.up = false;
  folder.state.daemons = {};
  folder.save();
}
