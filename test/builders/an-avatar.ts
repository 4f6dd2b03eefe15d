import type { Test } from 'supertest';
import type { HttpClient } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';

export interface ShownAvatar {
  id: string;
  images: { side: number; webp: string; avif: string }[];
}

interface FileNames {
  filename?: string;
  contentType?: string;
}

export function sendAvatar(client: HttpClient, image: Buffer, names: FileNames = {}): Test {
  const named = { filename: 'me.jpg', contentType: 'image/jpeg', ...names };
  return client.put('/api/v1/users/me/avatar').attach('file', image, named);
}

/** Sends a picture and waits for the end of its job. */
export async function giveAvatar(client: HttpClient, image: Buffer): Promise<object> {
  const { headers } = await sendAvatar(client, image).expect(202);
  return jobEnd(client, headers.location as string);
}

/** A job as it is when it is completed or has failed for good. */
export function jobEnd(client: HttpClient, location: string): Promise<object> {
  return eventually(async () => {
    const { body } = await client.get(location).expect(200);
    return ['completed', 'failed'].includes((body as { state: string }).state) && (body as object);
  }, 60_000);
}

export async function shownAvatar(client: HttpClient): Promise<ShownAvatar | null> {
  const { body } = await client.get('/api/v1/profile').expect(200);
  return (body as { avatar: ShownAvatar | null }).avatar;
}
