import { once } from 'node:events';
import { pickPort } from '../../local/ports.ts';
import { type ApiProcess, startApiProcess } from '../support/api-process.ts';

/** API processes on ports of their own, so that one that was killed comes back where its clients look for it. */
export class FixedApis {
  readonly #env: Record<string, string>;
  readonly #ports: number[];
  #processes: ApiProcess[] = [];
  #turn = 0;

  private constructor(env: Record<string, string>, ports: number[]) {
    this.#env = env;
    this.#ports = ports;
  }

  static async start(env: Record<string, string>, count: number): Promise<FixedApis> {
    const ports: number[] = [];
    while (ports.length < count) ports.push(await pickPort(new Set(ports)));
    const apis = new FixedApis(env, ports);
    apis.#processes = await Promise.all(ports.map((port) => apis.#launch(port)));
    return apis;
  }

  get urls(): string[] {
    return this.#ports.map((port) => `http://127.0.0.1:${port}`);
  }

  /** Ends one after the other by `kill -9`, each time another, and resolves once it serves again. */
  async killNext(): Promise<void> {
    const index = this.#turn % this.#ports.length;
    this.#turn += 1;
    const victim = this.#processes[index] as ApiProcess;
    const ended = once(victim.process, 'exit');
    victim.process.kill('SIGKILL');
    await ended;
    this.#processes[index] = await this.#launch(this.#ports[index] as number);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#processes.map((api) => api.stop()));
  }

  #launch(port: number): Promise<ApiProcess> {
    return startApiProcess({ ...this.#env, PORT: String(port) });
  }
}
