import { Body, Controller, Post, VERSION_NEUTRAL } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsInt, ValidateNested } from 'class-validator';
import { Public } from '../../src/platform/access/public.decorator.js';
import { aPost, createPost } from '../builders/a-post.ts';
import { aUser, createUser } from '../builders/a-user.ts';
import type { TestApi } from '../support/api.ts';
import { startApiWith } from '../support/api-with.ts';

class WheelDto {
  @IsInt()
  teeth!: number;
}

class EngineDto {
  @ValidateNested()
  @Type(() => WheelDto)
  main!: WheelDto;

  @ValidateNested({ each: true })
  @Type(() => WheelDto)
  others!: WheelDto[];
}

@Public()
@Controller({ path: 'engines', version: VERSION_NEUTRAL })
class EnginesController {
  @Post()
  build(@Body() engine: EngineDto): EngineDto {
    return engine;
  }
}

let api: TestApi;
let user: { id: number };
let post: { id: number };

beforeAll(async () => {
  api = await startApiWith([EnginesController]);
  user = await createUser(api);
  post = await createPost(api, user.id);
});

/** Fields that belong to the application, with values that would be worth something. */
const FIELDS: Record<string, unknown> = {
  id: 1,
  version: 99,
  role: 'admin',
  roles: ['admin'],
  isAdmin: true,
  permissions: ['users:manage'],
  passwordHash: 'x',
  password_hash: 'x',
  emailVerifiedAt: '2026-01-01T00:00:00Z',
  createdAt: '2000-01-01T00:00:00Z',
  updatedAt: '2000-01-01T00:00:00Z',
  created_at: '2000-01-01T00:00:00Z',
  deletedAt: null,
  author: { id: 1 },
};

describe('a field that is not for the client to set', () => {
  it.each(Object.keys(FIELDS))(
    '%s is refused by its name on every route, and nothing changes [W8.I6]',
    async (field) => {
      const extra = { [field]: FIELDS[field] };
      const paths = { user: `/api/v1/users/${user.id}`, post: `/api/v1/posts/${post.id}` };
      const before = [await api.http().get(paths.user), await api.http().get(paths.post)];
      const answers = [
        await api
          .http()
          .post('/api/v1/users')
          .send({ ...aUser(), ...extra }),
        await api
          .http()
          .put(paths.user)
          .send({ ...aUser(), ...extra }),
        await api.http().patch(paths.user).send(extra),
        await api
          .http()
          .post('/api/v1/posts')
          .send({ ...aPost(), ...extra }),
        await api
          .http()
          .put(paths.post)
          .send({ title: 'a', body: 'b', ...extra }),
        await api.http().patch(paths.post).send(extra),
        await api
          .http()
          .post('/api/v1/emails')
          .send({ to: 'a@example.com', subject: 'a', body: 'b', ...extra }),
      ];
      for (const { status, body } of answers) {
        expect(status).toBe(422);
        expect(body.errors).toMatchObject([{ field, code: 'unknownField' }]);
      }
      const after = [await api.http().get(paths.user), await api.http().get(paths.post)];
      expect(after.map(({ body }) => body as unknown)).toEqual(before.map(({ body }) => body as unknown));
    },
  );

  it('is refused deep in a body as well, each by its path [W8.I6]', async () => {
    const wheel = { teeth: 7 };
    await api
      .http()
      .post('/engines')
      .send({ main: wheel, others: [wheel] })
      .expect(201);
    const { body } = await api
      .http()
      .post('/engines')
      .send({ main: { ...wheel, id: 1 }, others: [wheel, { ...wheel, owner: 'me' }], price: 0 })
      .expect(422);
    expect(body.errors.map(({ field }: { field: string }) => field).sort()).toEqual([
      'main.id',
      'others.1.owner',
      'price',
    ]);
  });

  it('cannot change whose a post is', async () => {
    const other = await createUser(api);
    const path = `/api/v1/posts/${post.id}`;
    await api.http().patch(path).send({ authorId: other.id }).expect(422);
    expect((await api.http().get(path)).body).toMatchObject({ author: { id: user.id } });
  });

  it('is not filled from the query', async () => {
    await api.http().get('/api/v1/users?role=admin').expect(400);
    const { body } = await api.http().post('/api/v1/users?role=admin&id=1').send(aUser()).expect(201);
    expect(body).not.toHaveProperty('role', 'admin');
    expect(body.id).not.toBe(1);
  });
});
