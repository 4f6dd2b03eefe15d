import { createPost } from '../builders/a-post.ts';
import { createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';

interface Segment {
  text: string;
  match: boolean;
}

interface Hit {
  post: { id: number; title: string };
  rank: number;
  highlights: { title: Segment[]; body: Segment[] };
}

let api: TestApi;
let author: number;

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
  author = (await createUser(api)).id;
  const filler = 'There is more to say about the weather than anybody wants to hear of it today. ';
  for (const [title, body] of [
    ['Running an engine', 'It needs coal and water.'],
    ['Coal and its uses', `${filler}An engine burns it. ${filler.repeat(3)}So does a stove. ${filler}`],
    ['Stoves', 'They warm a house.'],
    ['The house of coal', 'A novel.'],
    [
      'TCP/IP for clients',
      'Behind client/server stands a<b && c>d, and “http://example.com/engine-room”—too…',
    ],
  ] as const)
    await createPost(api, author, { title, body });
});

const ask = (q: string, more: Record<string, unknown> = {}) =>
  api
    .anonymous()
    .get('/api/v1/posts/search')
    .query({ q, ...more });

async function hits(q: string, more?: Record<string, unknown>): Promise<Hit[]> {
  return ((await ask(q, more).expect(200)).body as { data: Hit[] }).data;
}

async function titles(q: string, more?: Record<string, unknown>): Promise<string[]> {
  return (await hits(q, more)).map(({ post }) => post.title);
}

const matches = (segments: Segment[]) => segments.filter(({ match }) => match).map(({ text }) => text);
const together = (segments: Segment[]) => segments.map(({ text }) => text).join('');

describe('a search', () => {
  it.each([
    ['coal engine', ['Coal and its uses', 'Running an engine']],
    ['engine -stove', ['Running an engine', 'TCP/IP for clients']],
    ['novel or warm', ['Stoves', 'The house of coal']],
    ['"coal and water"', ['Running an engine']],
    ['"water and coal"', []],
    ['coal -"coal and water" -novel', ['Coal and its uses']],
    ['NOVEL', ['The house of coal']],
    ['novel warm', []],
    ['server', ['TCP/IP for clients']],
    ['client/server', ['TCP/IP for clients']],
    ['house -client/server', ['Stoves', 'The house of coal']],
    ['tcp', ['TCP/IP for clients']],
    ['example.com', ['TCP/IP for clients']],
    ['b c', ['TCP/IP for clients']],
    ['room', ['TCP/IP for clients']],
    ['“engine—room”', ['TCP/IP for clients']],
  ])('for %s finds %j [R3]', async (q, found) => {
    expect((await titles(q)).sort()).toEqual(found);
  });

  it('finds other forms of a word [R3]', async () => {
    expect(await titles('run')).toEqual(['Running an engine']);
    expect(await titles('stove')).toEqual(['Stoves', 'Coal and its uses']);
  });

  it('puts what has the word in its title first, then what has it in its body [R3]', async () => {
    expect((await titles('coal')).slice(-1)).toEqual(['Running an engine']);
    const found = await hits('engine');
    expect(found[0]?.post.title).toBe('Running an engine');
    const ranks = found.map(({ rank }) => rank);
    expect(ranks).toEqual([...ranks].sort((a, b) => b - a));
  });

  it('comes with the post as every list shows it, in two statements', async () => {
    const { body, headers } = await ask('coal').set('Cache-Control', 'no-cache').expect(200);
    expect(body.data[0].post).toEqual((await api.http().get(`/api/v1/posts/${body.data[0].post.id}`)).body);
    expect(headers['server-timing']).toContain('2 statements');
  });

  it('finds no drafts, and not what is a draft again [R3]', async () => {
    const draft = await createPost(api, author, { title: 'Zeppelins', status: 'draft' });
    const owner = api.as({ id: author });
    const seen = async () =>
      (await owner.get('/api/v1/posts/search?q=zeppelin').expect(200)).body.data.length;
    expect(await seen()).toBe(0);
    await owner.put(`/api/v1/posts/${draft.id}/publication`).send({}).expect(200);
    expect(await seen()).toBe(1);
    await owner.delete(`/api/v1/posts/${draft.id}/publication`).expect(200);
    expect(await seen()).toBe(0);
  });

  it('follows a change of the text', async () => {
    const { id } = await createPost(api, author, { title: 'Balloons' });
    await api.as({ id: author }).patch(`/api/v1/posts/${id}`).send({ title: 'Kites' }).expect(200);
    expect([await titles('balloon'), await titles('kite')]).toEqual([[], ['Kites']]);
  });

  it('is walked by cursor without a gap or a repetition, also among equals [R3]', async () => {
    for (let n = 0; n < 7; n += 1) await createPost(api, author, { title: 'Same lighthouse', body: 'Same.' });
    await createPost(api, author, { title: 'Lighthouse', body: 'A lighthouse.' });
    const whole = (await hits('lighthouse')).map(({ post }) => post.id);
    expect(whole).toHaveLength(8);
    const walked: number[] = [];
    let next: string | undefined = '/api/v1/posts/search?q=lighthouse&limit=3';
    while (next !== undefined) {
      const { body, headers }: { body: { data: Hit[] }; headers: Record<string, string> } = await api
        .http()
        .get(next);
      walked.push(...body.data.map(({ post }) => post.id));
      next = /<([^>]+)>; rel="next"/.exec(headers.link ?? '')?.[1];
    }
    expect(walked).toEqual(whole);
  });

  it('takes cursors of its own only', async () => {
    const { body } = await ask('lighthouse', { limit: 1 }).expect(200);
    await ask('lighthouse', { limit: 1, cursor: body.meta.nextCursor }).expect(200);
    const forged = (place: unknown) => Buffer.from(JSON.stringify(place)).toString('base64url');
    const [of] = JSON.parse(Buffer.from(body.meta.nextCursor, 'base64url').toString());
    for (const [q, cursor] of [
      ['coal', body.meta.nextCursor],
      ['lighthouse', 'nonsense'],
      ['lighthouse', forged([of, 'NaN', 1])],
      ['lighthouse', forged([of, 1e300, 1])],
      ['lighthouse', forged([of, 1, 1e300])],
      ['lighthouse', forged([of, 1])],
      ['lighthouse', forged({})],
    ])
      expect((await ask(q, { cursor }).expect(400)).body.errors[0].field).toBe('cursor');
  });
});

describe('the highlights', () => {
  it('are what matched, in the whole title and the best parts of the body [R3]', async () => {
    const [hit] = (await hits('engine stove')).filter(({ post }) => post.title === 'Coal and its uses');
    expect(together(hit?.highlights.title ?? [])).toBe('Coal and its uses');
    const body = hit?.highlights.body ?? [];
    expect(matches(body)).toEqual(['engine', 'stove']);
    expect(together(body)).toContain(' … ');
    const [run] = await hits('run');
    expect(matches(run?.highlights.title ?? [])).toEqual(['Running']);
    expect(together(run?.highlights.body ?? [])).toBe('It needs coal and water.');
  });

  it('are the text as it was written, whatever stands in it [R3]', async () => {
    const title = 'Harpoons <script>alert("harpoon")</script> &lt;b&gt; a/b';
    const body = 'A <b>harpoon</b>,\n\ta <harpoon> & 1/2 «harpoon»… StartSel="x" \\ $1 %s';
    const { id } = await createPost(api, author, { title, body });
    const [hit] = await hits('harpoon');
    expect(together(hit?.highlights.title ?? [])).toBe(title);
    expect(body).toContain(together(hit?.highlights.body ?? []));
    expect(matches(hit?.highlights.title ?? [])).toEqual(['Harpoons', 'harpoon']);
    expect(matches(hit?.highlights.body ?? [])).toEqual(['harpoon', 'harpoon', 'harpoon']);
    expect(hit?.post.id).toBe(id);
  });

  it('cannot be forged by the marks themselves [R3]', async () => {
    const marks = '\x01\x02\x03\x04\x05';
    await api.dataSource.query(`INSERT INTO posts (author_id, title, body) VALUES ($1, $2, $2)`, [
      author,
      `\x02${marks}Anchors \x01aweigh\x02${marks}\x01`,
    ]);
    const [hit] = await hits('anchor');
    expect(hit?.highlights.title).toEqual([
      { text: 'Anchors', match: true },
      { text: ' aweigh', match: false },
    ]);
    expect(hit?.highlights.body).toEqual(hit?.highlights.title);
  });
});

describe('a question', () => {
  it.each([
    '-engine',
    '-"coal and water"',
    '-engine -coal',
    'coal or -engine',
    'the',
    'and or',
    '"',
    '-',
    '()',
    '&|!',
    ':*',
    '<->',
    '…',
    '😀',
    `' OR 1=1 --`,
    `'; DROP TABLE posts; --`,
    '%',
    '_',
    '\\',
    '$9',
    "E'\\x27'",
    '"the',
    'or or or',
    ':q :language',
  ])('that asks for no word that is there finds nothing: %s [R3]', async (q) => {
    expect(await titles(q)).toEqual([]);
  });

  it.each(['', '   ', 'a'.repeat(201), 'a\0b', 'a\nb', '\x01'])('must be a line of text: %j', async (q) => {
    expect((await ask(q).expect(400)).body.errors[0].field).toBe('q');
  });

  it('must be there', async () => {
    const { body } = await api.http().get('/api/v1/posts/search').expect(400);
    expect(body.errors[0].field).toBe('q');
  });

  it('may have an unbalanced quote, and 200 characters', async () => {
    expect((await titles('"coal engine')).sort()).toEqual([]);
    expect((await titles('novel "coal')).sort()).toEqual(['The house of coal']);
    expect(await titles(`novel ${'-x '.repeat(64)}`.trim())).toEqual(['The house of coal']);
  });

  it.each([
    ['limit', { limit: 51 }],
    ['limit', { limit: 0 }],
    ['language', { language: 'english' }],
    ['page', { page: 1 }],
  ])('has bounds for %s', async (field, more) => {
    expect((await ask('coal', more).expect(400)).body.errors[0].field).toBe(field);
  });
});
