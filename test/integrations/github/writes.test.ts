import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createClient } from '../../../src/integrations/github/client.ts';

const Issue = z.object({ number: z.number() });
const write = { method: 'POST', path: '/repos/acme/checkout/issues', body: { title: 'Typo' } } as const;

let close = () => {};
afterEach(() => close());

/** A GitHub that answers as told, and counts what came. */
async function gitHub(answer: RequestListener, timeoutMs = 10_000) {
  const came: { at: number; method: string | undefined; headers: Record<string, unknown> }[] = [];
  const server = createServer((request, response) => {
    came.push({ at: Date.now(), method: request.method, headers: request.headers });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close = () => {
    server.close();
    server.closeAllConnections();
  };
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { came, apiUrl, client: createClient({ apiUrl, auth: { token: 'any' }, timeoutMs, writeGapMs: 100 }) };
}

const says =
  (status: number, body: object, headers: Record<string, string> = {}): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
const documented = (message: string) => ({ message, documentation_url: 'https://docs.github.com/rest' });

describe('a write to GitHub', () => {
  it('is done, and says what is there now', async () => {
    const { client, came } = await gitHub(says(201, { number: 7 }));
    expect(await client.send(Issue, { ...write, ifMatch: 'W/"abc"' })).toEqual({ outcome: 'done', data: { number: 7 }, status: 201 });
    expect(came[0]?.headers['if-match']).toBe('W/"abc"');
  });

  it('is refused in GitHub’s own words', async () => {
    const body = { ...documented('Validation Failed'), errors: [{ resource: 'Issue', field: 'title', code: 'missing_field' }] };
    const { client } = await gitHub(says(422, body));
    expect(await client.send(Issue, write)).toEqual({ outcome: 'refused', status: 422, say: 'Validation Failed: title missing_field' });
  });

  it('that GitHub forbids for good is a refusal; one that it forbids for now is an outage with its time, and nothing is sent until then (case 51)', async () => {
    const forbidden = await gitHub(says(403, documented('Resource not accessible by integration')));
    expect(await forbidden.client.send(Issue, write)).toMatchObject({ outcome: 'refused', status: 403 });
    close();

    const limited = await gitHub(says(403, documented('You have exceeded a secondary rate limit.'), { 'retry-after': '30' }));
    await expect(limited.client.send(Issue, write)).rejects.toMatchObject({ name: 'Outage', retryAfterMs: expect.closeTo(30_000, -3) });
    await expect(limited.client.send(Issue, write)).rejects.toMatchObject({ name: 'Outage' });
    expect(limited.came).toHaveLength(1);
    expect(await limited.client.place()).toBeGreaterThan(28_000);
    close();

    const mute = await gitHub(says(429, documented('Too many requests')));
    await expect(mute.client.send(Issue, write)).rejects.toMatchObject({ retryAfterMs: expect.closeTo(60_000, -3) });
  });

  it.each<[string, RequestListener]>([
    ['the connection is cut after it was taken', (request) => request.socket.destroy()],
    ['no answer comes in time', () => undefined],
    ['a gateway answers for it', says(502, { message: 'Bad gateway' })],
    ['the answer cannot be read', says(201, { number: 'seven' })],
  ])('may have been carried out when %s, and is sent only once', async (_what, answer) => {
    const { client, came } = await gitHub(answer, 1_000);
    expect(await client.send(Issue, write)).toMatchObject({ outcome: 'unsure' });
    expect(came).toHaveLength(1);
  });

  it('is an outage, and may be sent again, where nobody was there to take it', async () => {
    const { client } = await gitHub(says(201, { number: 7 }));
    close();
    await expect(client.send(Issue, write)).rejects.toMatchObject({ name: 'Outage', system: 'github' });
  });

  it('goes when the one before it is over, and a gap after it', async () => {
    const { client, came } = await gitHub(says(201, { number: 7 }));
    await Promise.all([1, 2, 3].map(() => client.send(Issue, write)));
    // the first may arrive a little late: the network is not paced
    expect((came.at(-1)?.at ?? 0) - (came[0]?.at ?? 0)).toBeGreaterThan(120);
    const first = await client.place();
    expect((await client.place()) - first).toBeGreaterThan(90);
  });

  it('keeps the pace together with other replicas', async () => {
    let free = 0;
    const takeTurn = async (_name: string, gapMs: number) => {
      const turn = Math.max(Date.now(), free);
      free = turn + gapMs;
      return turn - Date.now();
    };
    const { came, apiUrl } = await gitHub(says(201, { number: 7 }));
    const replica = () => createClient({ apiUrl, auth: { token: 'any' }, timeoutMs: 10_000, writeGapMs: 40, takeTurn });
    const [one, other] = [replica(), replica()];
    await Promise.all([1, 2, 3].flatMap(() => [one.send(Issue, write), other.send(Issue, write)]));
    expect(came).toHaveLength(6);
    expect((came.at(-1)?.at ?? 0) - (came[0]?.at ?? 0)).toBeGreaterThan(5 * 40 - 30);
  });

  it('asks whether something may be changed as it stands', async () => {
    const { client } = await gitHub(says(200, { number: 7 }, { etag: 'W/"abc"' }));
    expect(await client.ask(Issue, write.path)).toEqual({ outcome: 'done', data: { number: 7 }, etag: 'W/"abc"' });
    close();
    const gone = await gitHub(says(410, documented('Issues are disabled for this repo')));
    expect(await gone.client.ask(Issue, write.path)).toEqual({
      outcome: 'refused',
      status: 410,
      say: 'Issues are disabled for this repo',
    });
  });
});
