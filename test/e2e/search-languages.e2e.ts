import { LANGUAGES } from '../../src/shared/languages.js';
import { aPost, createPost } from '../builders/a-post.ts';
import { createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';

let api: TestApi;
let author: number;

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
  author = (await createUser(api)).id;
});

async function found(q: string, language?: string): Promise<string[]> {
  const query = language === undefined ? { q } : { q, language };
  const { body } = await api.http().get('/api/v1/posts/search').query(query).expect(200);
  return body.data.map(({ post }: { post: { title: string } }) => post.title);
}

describe('the language of a post', () => {
  // What is written, what is asked for, and what another language would not find.
  it.each([
    ['da', 'Bøgerne på hylden', 'bøger'],
    ['de', 'Schöne Häuser', 'Haus'],
    ['en', 'Running engines', 'run'],
    ['es', 'Las bibliotecas', 'biblioteca'],
    ['fi', 'Kirjastoissa on kirjoja', 'kirjasto'],
    ['fr', 'Des maisons bleues', 'maison'],
    ['hu', 'A házakban', 'házak'],
    ['it', 'Le biblioteche', 'biblioteca'],
    ['nl', 'De huizen', 'huiz'],
    ['no', 'Båtene i havnen', 'båter'],
    ['pt', 'As bibliotecas', 'biblioteca'],
    ['ro', 'Casele albe', 'case'],
    ['ru', 'Старые книги', 'книга'],
    ['sv', 'Båtarna i hamnen', 'båtar'],
    ['tr', 'Kitaplar', 'kitap'],
  ])('%s finds other forms of its words: "%s" by "%s" [R3]', async (language, title, q) => {
    await createPost(api, author, { title, body: '…', language });
    expect(await found(q, language)).toEqual([title]);
  });

  it('may be none of these: words are found as they are written', async () => {
    await createPost(api, author, { title: 'Vitae summa brevis', language: 'und' });
    expect([await found('BREVIS', 'und'), await found('brevi', 'und')]).toEqual([['Vitae summa brevis'], []]);
  });

  it('is English unless it says otherwise, and one that is known', async () => {
    const post = await createPost(api, author, { title: 'Sailing ships' });
    expect(post).toMatchObject({ language: 'en' });
    expect(await found('ship')).toEqual(['Sailing ships']);
    const request = api
      .as({ id: author })
      .post('/api/v1/posts')
      .send({ ...aPost(), language: 'xx' });
    expect((await request.expect(422)).body.errors[0].field).toBe('language');
  });

  it('can be changed, stays with a patch, and is the default again with a PUT', async () => {
    const { id } = await createPost(api, author, { title: 'Die Mäuse', language: 'de' });
    const owner = api.as({ id: author });
    const languageAfter = async (method: 'patch' | 'put', body: object) =>
      (await owner[method](`/api/v1/posts/${id}`).send(body).expect(200)).body.language as string;
    expect(await found('Maus', 'de')).toEqual(['Die Mäuse']);
    expect(await languageAfter('patch', { body: 'Im Haus.' })).toBe('de');
    expect(await languageAfter('patch', { language: 'und' })).toBe('und');
    expect([await found('Maus', 'de'), await found('mäuse', 'und')]).toEqual([[], ['Die Mäuse']]);
    expect(await languageAfter('put', aPost())).toBe('en');
  });

  it('separates searches: each finds posts of its own', async () => {
    await createPost(api, author, { title: 'Manitoba', language: 'fr' });
    expect([await found('Manitoba'), await found('Manitoba', 'fr')]).toEqual([[], ['Manitoba']]);
  });

  it('is one that the table takes, all of them', async () => {
    for (const language of LANGUAGES) await createPost(api, author, { language });
    const rows = await api.dataSource.query<{ language: string; configuration: string }[]>(
      `SELECT DISTINCT language, search_configuration(language)::text AS configuration FROM posts`,
    );
    expect(new Set(rows.map(({ language }) => language))).toEqual(new Set(LANGUAGES));
    const simple = rows.filter(({ configuration }) => configuration === 'simple');
    expect(simple.map(({ language }) => language)).toEqual(['und']);
  });
});

describe('a body of the greatest length', () => {
  const digits = (n: number) =>
    [...String(n)].map((digit) => String.fromCodePoint(0x10428 + Number(digit))).join('');
  const fill = (part: (n: number) => string) => {
    let text = '';
    for (let n = 0, length = 0; length < 50_000; n += 1) {
      text += part(n);
      length += [...part(n)].length;
    }
    return [...text].slice(0, 50_000).join('');
  };

  // What makes the most words of few letters, and the longest.
  it.each([
    ['one word', () => 'a'],
    ['words of letters outside of the basic plane', (n: number) => `${digits(n)} `],
    ['compounds', (n: number) => `${digits(n)}-${digits(n + 7)}-${digits(n * 3)} `],
    ['one compound', (n: number) => `${digits(n)}-`],
    ['hosts and paths', (n: number) => `http://a${n}.de/b${n}?c=${n} `],
    ['quotes and tags', (n: number) => `<a href="${n}">'${n}'</a>`],
  ])('can be stored, found and shown: %s', async (name, part) => {
    const title = `Longest of ${name}`;
    await createPost(api, author, { title, body: fill(part) });
    expect(await found(`"longest of ${name}"`)).toEqual([title]);
  });
});
