import type { Response } from 'supertest';
import { aComment } from '../builders/a-comment.ts';
import { createPost } from '../builders/a-post.ts';
import { createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type HttpClient, type TestApi } from '../support/api.ts';
import { driftOf } from '../support/counters.ts';

const CLIENTS = 20;
const STEPS = 30;
const POSTS = 4;

// What is asked here is whether it comes right, on a machine of any speed.
const PATIENT = {
  DATABASE_CONNECT_TIMEOUT_MS: '60000',
  DATABASE_STATEMENT_TIMEOUT_MS: '60000',
  REQUEST_TIMEOUT_MS: '120000',
};

let apis: [TestApi, TestApi];
let author: { id: number };
/** What everybody writes on: few posts, and the newest comments on them. */
let hot: number[];
let parents: { post: number; id: number }[];

beforeAll(async () => {
  const settings = { ...PRIMARY_ONLY, ...PATIENT };
  apis = [await startApi(settings), await startApi(settings)];
  author = await createUser(apis[0]);
  hot = [];
  parents = [];
  for (let post = 0; post < POSTS; post += 1) hot.push((await createPost(apis[0], author.id)).id);
}, 120_000);

/** Somebody who writes. */
interface Writer {
  api: TestApi;
  id: number;
  comments: number[];
  /** A number below `limit`, the next of a fixed sequence. */
  random: (limit: number) => number;
}

const as = ({ api, id }: Writer): HttpClient => api.as({ id });
const byAuthor = ({ api }: Writer): HttpClient => api.as(author);
const aPostOf = ({ random }: Writer): string => `/api/v1/posts/${hot[random(POSTS)]}`;

type Action = (writer: Writer) => Promise<Response>;

const ACTIONS: Record<string, Action> = {
  comment: async (writer) =>
    remember(
      writer,
      await as(writer)
        .post(`${aPostOf(writer)}/comments`)
        .send(aComment()),
    ),
  reply: async (writer) => {
    const { post = hot[0], id } = parents[writer.random(parents.length)] ?? {};
    const body = aComment({ ...(id !== undefined && { parentId: id }) });
    return remember(writer, await as(writer).post(`/api/v1/posts/${post}/comments`).send(body));
  },
  'delete comment': (writer) =>
    as(writer)
      .delete(`/api/v1/comments/${writer.comments.pop() ?? 999999999}`)
      .then(),
  like: (writer) =>
    as(writer)
      .put(`${aPostOf(writer)}/likes/me`)
      .then(),
  unlike: (writer) =>
    as(writer)
      .delete(`${aPostOf(writer)}/likes/me`)
      .then(),
  unpublish: (writer) =>
    byAuthor(writer)
      .delete(`${aPostOf(writer)}/publication`)
      .then(),
  publish: (writer) =>
    byAuthor(writer)
      .put(`${aPostOf(writer)}/publication`)
      .then(),
  'delete post': async (writer) => {
    const slot = writer.random(POSTS);
    const old = hot[slot];
    hot[slot] = (await createPost(writer.api, author.id)).id;
    return byAuthor(writer).delete(`/api/v1/posts/${old}`).then();
  },
  'delete account': async (writer) => {
    const answer = await writer.api.http().delete(`/api/v1/users/${writer.id}`).then();
    writer.id = (await createUser(writer.api)).id;
    writer.comments = [];
    return answer;
  },
};

// How often each is done, in twenty.
const TURNS = [
  ...Array<string>(4).fill('comment'),
  ...Array<string>(4).fill('reply'),
  ...Array<string>(3).fill('delete comment'),
  ...Array<string>(3).fill('like'),
  ...Array<string>(2).fill('unlike'),
  ...['unpublish', 'publish', 'delete post', 'delete account'],
];

function remember(writer: Writer, answer: Response): Response {
  const { id, postId } = answer.body as { id: number; postId: number };
  if (answer.status !== 201) return answer;
  writer.comments.push(id);
  parents = [{ post: postId, id }, ...parents.slice(0, 9)];
  return answer;
}

/** Does what its numbers say, one thing after the other; returns what was answered. */
async function live(number: number): Promise<string[]> {
  const api = apis[number % 2] as TestApi;
  const writer: Writer = { api, id: (await createUser(api)).id, comments: [], random: sequence(number + 1) };
  const answers: string[] = [];
  for (let step = 0; step < STEPS; step += 1) {
    const name = TURNS[writer.random(TURNS.length)] ?? 'comment';
    const answer = await ACTIONS[name]?.(writer);
    const { reason = '' } = (answer?.body ?? {}) as { reason?: string };
    answers.push(`${name}: ${answer?.status} ${reason}`.trim());
  }
  return answers;
}

function sequence(seed: number): (limit: number) => number {
  let state = Math.imul(seed, 2654435761) >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

describe('counters', () => {
  it('are right after many writers in two processes, and no client hears of a deadlock [W3.H6]', async () => {
    const answers = (await Promise.all(Array.from({ length: CLIENTS }, (_, number) => live(number)))).flat();
    expect(answers.filter((answer) => / 5\d\d/.test(answer))).toEqual([]);
    for (const done of [
      'comment: 201',
      'reply: 201',
      'like: 204',
      'delete comment: 204',
      'delete post: 204',
      'delete account: 204',
    ])
      expect(answers).toContain(done);
    expect(await driftOf(apis[0].dataSource)).toEqual([]);
  }, 180_000);
});
