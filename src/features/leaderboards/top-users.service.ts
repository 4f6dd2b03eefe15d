import { Inject, Injectable, Logger } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { currentContext, runDetached } from '../../platform/context/request-context.js';
import { readPrimary } from '../../platform/database/routing/read-preference.js';
import type { Ranked, Ranking } from '../../platform/rankings/ranking.js';
import { Rankings } from '../../platform/rankings/rankings.js';
import { ShownUsersService } from '../users/shown-users.service.js';
import { type TopUser, TopUsersRepository } from './top-users.repository.js';

const SIZE = 1000;

/** The users with the most published posts: from a ranking in Redis, and from the database when that is not there. */
@Injectable()
export class TopUsersService {
  readonly #logger = new Logger(TopUsersService.name);
  readonly #ranking: Ranking;
  readonly #counting = new Map<number, Promise<TopUser[]>>();
  #making?: Promise<Ranked[] | undefined>;

  constructor(
    rankings: Rankings,
    private readonly users: ShownUsersService,
    private readonly counts: TopUsersRepository,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.#ranking = rankings.open('top-users', SIZE);
  }

  async list(limit: number): Promise<TopUser[]> {
    const context = currentContext();
    const isAsked = this.config.cache.enabled && context?.consistency.latest !== true;
    const kept = isAsked ? await this.#ranking.read(limit) : undefined;
    // Events change it, and no tag: so whatever is made of it is not kept.
    context?.cache.noteUnkept(kept ? 'HIT' : isAsked ? 'MISS' : 'BYPASS');
    if (kept) return this.#named(kept);
    // What others have begun to read may be without what this client has written.
    const hasWritten = context?.consistency.required ?? context?.consistency.pending;
    if (isAsked && !hasWritten) return this.#unranked(limit);
    if (isAsked)
      void this.#make().catch((err: unknown) => this.#logger.warn({ msg: 'no ranking of users', err }));
    return this.counts.list(limit);
  }

  /** After the commit of what changed the number of their posts. */
  async change(userIds: readonly number[]): Promise<void> {
    await runDetached(() => this.#ranking.change(() => readPrimary(() => this.counts.of(userIds))));
  }

  /** After more than anybody could name. */
  async forget(): Promise<void> {
    await this.#ranking.forget();
  }

  /** Makes the ranking anew, and says when it was not right: a process died after a commit, or Redis was away. */
  async reconcile(): Promise<void> {
    const kept = await this.#ranking.read(SIZE / 10);
    const right = await this.#make();
    const isRight =
      right &&
      kept?.every(({ id, score }, place) => right[place]?.id === id && right[place]?.score === score);
    if (isRight === false)
      this.#logger.warn({ msg: 'the ranking of users was not right, or changed just then' });
  }

  // Of all who come meanwhile one reads the database: for the ranking, or while Redis is away for as many as are asked for.
  async #unranked(limit: number): Promise<TopUser[]> {
    const made = await this.#make();
    return made ? this.#named(made.slice(0, limit)) : this.#count(limit);
  }

  #count(limit: number): Promise<TopUser[]> {
    const counting =
      this.#counting.get(limit) ??
      runDetached(() => this.counts.list(limit)).finally(() => this.#counting.delete(limit));
    this.#counting.set(limit, counting);
    return counting;
  }

  // One at a time in a process: who comes while it runs finds it made.
  #make(): Promise<Ranked[] | undefined> {
    this.#making ??= runDetached(() =>
      this.#ranking.replace((size) => readPrimary(() => this.counts.first(size))),
    ).finally(() => (this.#making = undefined));
    return this.#making;
  }

  async #named(ranked: readonly Ranked[]): Promise<TopUser[]> {
    const users = await this.users.findAll(ranked.map(({ id }) => id));
    const names = new Map(users.map(({ id, name }) => [id, name]));
    return ranked.flatMap(({ id, score: postCount }) => {
      const name = names.get(id);
      return name === undefined ? [] : [{ id, name, postCount }];
    });
  }
}
