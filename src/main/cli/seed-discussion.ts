import type { INestApplicationContext } from '@nestjs/common';
import { CommentsRepository, type NewComment } from '../../features/comments/comments.repository.js';
import { LikesRepository } from '../../features/likes/likes.repository.js';
import { NotificationOccasions } from '../../features/notifications/notification-occasions.repository.js';
import type { Transaction } from '../../platform/database/transaction.js';

/** On the first posts, in their order: what the next user says, and the author's reply. */
const DISCUSSION: [comment: string, reply: string][] = [
  ['Could it compose music?', 'If the relations of pitched sounds can be written down, it could.'],
  [
    'I carry one of those wires in my bag now.',
    'Bring a microsecond as well: it is a coil of a thousand feet.',
  ],
  ['Reliable and simple is not yet useful.', 'No, but try the other order.'],
  ['And what of a square that is a rectangle?', 'Ask what a program may rely on, not what a drawing shows.'],
  ['How do I find the three percent?', 'With a clock, not with an opinion.'],
  ['Was anybody watching the display?', 'Everybody was. That is why it had to say so.'],
  ['What if one of them never answers?', 'Then waiting is the fault, not the silence.'],
  [
    'My compiler moved a loop that I wanted where it was.',
    'Say why you wanted it there and it will believe you.',
  ],
];

/** Comments, replies and likes on the sample posts, of which the first were written by the users in their order. */
export async function seedDiscussion(
  app: INestApplicationContext,
  tx: Transaction,
  userIds: readonly number[],
  postIds: readonly number[],
): Promise<void> {
  const user = (index: number) => userIds[index % userIds.length] ?? 0;
  const comments = app.get(CommentsRepository);
  const occasions = app.get(NotificationOccasions);
  const say = async (fields: NewComment) => {
    const commentId = await comments.insert(tx, fields);
    await occasions.tell(tx, await occasions.concerns(tx, { of: 'comment', commentId }));
    return commentId;
  };
  for (const [index, [comment, reply]] of DISCUSSION.entries()) {
    const postId = postIds[index] ?? 0;
    const said = { postId, authorId: user(index + 1), body: comment, parentId: null, depth: 0 };
    const parentId = await say(said);
    await say({ postId, authorId: user(index), body: reply, parentId, depth: 1 });
  }
  const likes = app.get(LikesRepository);
  for (const [index, postId] of postIds.entries())
    for (const userId of userIds.slice(0, (index * 5) % 12)) await likes.add(tx, postId, userId);
}
