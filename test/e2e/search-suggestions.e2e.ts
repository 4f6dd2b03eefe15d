import { SpellingService } from '../../src/features/spelling/spelling.service.js';
import { createPost } from '../builders/a-post.ts';
import { createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';

let api: TestApi;
let author: number;

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
  author = (await createUser(api)).id;
  for (const title of [
    'Notes on the Analytical Engine',
    'Analytical chemistry',
    'Engines of war',
    'Cat and mouse',
  ])
    await createPost(api, author, { title });
  await createPost(api, author, { title: 'Der Himmel über der Ruhr', language: 'de' });
  await createPost(api, author, { title: 'Unpublished xylophone', status: 'draft' });
  await refresh();
});

const refresh = () => api.app.get(SpellingService).refresh();

async function suggestion(q: string, more: object = {}): Promise<string | undefined> {
  const { body } = await api
    .http()
    .get('/api/v1/posts/search')
    .query({ q, ...more })
    .expect(200);
  expect(body.data).toEqual([]);
  return (body as { meta: { suggestion?: string } }).meta.suggestion;
}

describe('a search that finds nothing', () => {
  it.each([
    ['anlytical', 'analytical'],
    ['enigne', 'engine'],
    ['Anlytical ENIGNE', 'analytical engine'],
    ['"anlytical enigne" -war', '"analytical engine" -war'],
    ['qqqqqq or enigne', 'qqqqqq or engine'],
    ['czt', 'cat'],
  ])('for %s suggests %s [R3]', async (q, meant) => {
    expect(await suggestion(q)).toBe(meant);
    const { body } = await api.http().get('/api/v1/posts/search').query({ q: meant }).expect(200);
    expect(body.data.length).toBeGreaterThan(0);
  });

  it.each([
    ['no word that is like it', 'qqqqqq'],
    ['what would find nothing either', 'anlytical mouse'],
    ['no word of a draft', 'xylophona'],
    ['no word of another language', 'himmmel'],
    ['nothing for what is excluded', '-enigne'],
    ['nothing for a word too short to tell', 'ca'],
    ['nothing for numbers', '12345'],
    ['nothing for operators', 'or "" -'],
  ])('suggests %s: %s', async (_, q) => {
    expect(await suggestion(q)).toBeUndefined();
  });

  it('knows the words of the language it is asked in', async () => {
    expect(await suggestion('himmmel', { language: 'de' })).toBe('himmel');
  });

  it('knows words as of the last time the list was made', async () => {
    expect(await suggestion('harpsicord')).toBeUndefined();
    const { id } = await createPost(api, author, { title: 'Harpsichord' });
    expect(await refresh()).toBe(1);
    expect(await suggestion('harpsicord')).toBe('harpsichord');
    expect(await refresh()).toBe(0);
    await api.as({ id: author }).delete(`/api/v1/posts/${id}/publication`).expect(200);
    // What is gone is suggested to nobody, whether the list knows it or not.
    expect(await suggestion('harpsicord')).toBeUndefined();
    expect(await refresh()).toBe(1);
  });

  it('lets several make the list at once', async () => {
    await createPost(api, author, { title: 'Marimba' });
    const changes = await Promise.all([refresh(), refresh(), refresh()]);
    expect(changes.length).toBe(3);
    expect(await suggestion('marimma')).toBe('marimba');
  });
});

describe('titles for who types', () => {
  async function titles(q: string): Promise<string[]> {
    const { body } = await api.http().get('/api/v1/posts/suggestions').query({ q }).expect(200);
    return body.data.map(({ title }: { title: string }) => title);
  }

  it('are like it, the most similar first, and never drafts [R3]', async () => {
    expect(await titles('anlytical')).toEqual(['Analytical chemistry', 'Notes on the Analytical Engine']);
    expect(await titles('chem')).toEqual(['Analytical chemistry']);
    expect((await titles('analytical chem'))[0]).toBe('Analytical chemistry');
    expect(await titles('xylophone')).toEqual([]);
  });

  it.each([`'; DROP TABLE posts; --`, '%%%', '\\\\\\', '$1 $2', ':q:q'])('are not found by %s', async (q) => {
    expect(await titles(q)).toEqual([]);
  });

  it.each(['', 'ab', 'a'.repeat(201), 'abc\0'])('need a text of 3 to 200 characters, not %j', async (q) => {
    const { body } = await api.http().get('/api/v1/posts/suggestions').query({ q }).expect(400);
    expect(body.errors[0].field).toBe('q');
  });
});
