import { createConnection } from 'node:net';

/** Whether our Redis answers on the port: another program, or another password, is not ours. */
export async function ping(port: number, password: string, timeoutMs = 1_000): Promise<boolean> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = createConnection({ host: '127.0.0.1', port, timeout: timeoutMs });
    const finish = (ok: boolean): void => {
      socket.destroy();
      resolve(ok);
    };
    socket.on('error', () => finish(false)).on('timeout', () => finish(false));
    socket.on('close', () => finish(false));
    socket.on('data', (chunk) => {
      answer += chunk.toString();
      if (answer.split('\r\n').length > 2) finish(answer === '+OK\r\n+PONG\r\n');
    });
    socket.write(`AUTH ${password}\r\nPING\r\n`);
  });
}
