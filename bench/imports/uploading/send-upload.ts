import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { csvChunks } from '../files.ts';

// node bench/imports/uploading/send-upload.ts <url> <token> <bytes>: sends a CSV of that size, however long it takes
const [url = '', token = '', bytes = ''] = process.argv.slice(2);
const BOUNDARY = 'a-part-of-many-bytes';
const head = `--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="large.csv"\r\ncontent-type: text/csv\r\n\r\n`;
const tail = `\r\n--${BOUNDARY}--\r\n`;

const sent = request(url, {
  method: 'POST',
  headers: {
    authorization: `Bearer ${token}`,
    'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
    'content-length': Number(bytes) + head.length + tail.length,
  },
});
const answered = once(sent, 'response');
await write(head);
const [sample = Buffer.alloc(0)] = csvChunks(10_000);
for (let left = Number(bytes); left > 0; left -= sample.length)
  await write(left < sample.length ? sample.subarray(0, left) : sample);
sent.end(tail);
const [answer] = (await answered) as [IncomingMessage];
let text = '';
for await (const chunk of answer) text += String(chunk);
if (answer.statusCode !== 201) throw new Error(`${answer.statusCode} ${text}`);

async function write(chunk: string | Buffer): Promise<void> {
  if (!sent.write(chunk)) await once(sent, 'drain');
}
