import { accessTokens } from '../access-tokens.ts';
import type { BenchStack } from '../bench-stack.ts';
import { startServer } from '../contenders.ts';
import { sentStatements, type Statement, withStatementLog } from '../plans/sent-statements.ts';
import type { Question } from './questions.ts';

export interface AskedQuestion {
  question: Question;
  /** All reads that the API needed to answer it. */
  statements: Statement[];
}

/** Asks the API, and notes from the server's log what it sends. */
export async function asked(
  bench: BenchStack,
  questions: readonly Question[],
  signal: AbortSignal,
): Promise<AskedQuestion[]> {
  const env = { ...bench.env, DATABASE_URL: withStatementLog(bench.env.DATABASE_URL ?? '') };
  const undo: BenchStack['undo'] = [];
  try {
    const api = await startServer('api', ['dist/main/api.js'], { ...bench, env, undo }, signal);
    const token = await (await accessTokens(env))(1, 'admin');
    const found: AskedQuestion[] = [];
    for (const question of questions) {
      const sent = await sentStatements(bench.stack.dir, () =>
        ask(`${api.url}/api/v1/${question.path}`, token),
      );
      found.push({ question, statements: sent.filter(({ sql }) => /^\s*(SELECT|WITH)\b/i.test(sql)) });
    }
    return found;
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

async function ask(url: string, token: string): Promise<void> {
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${text}`);
}
