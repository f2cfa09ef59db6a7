import { describe, expect, it } from 'vitest';
import type { ReceivedDelivery } from '../../src/domain/delivery.ts';
import { Outage } from '../../src/domain/problems.ts';
import { readEvent } from '../../src/integrations/github/events.ts';
import type { Trouble } from '../../src/pipeline/workflow.ts';
import { deliveryWorkflow } from '../../src/workflows/delivery/index.ts';
import { readers } from '../../src/workflows/delivery/readers.ts';
import { recordedWebhook } from '../support/webhooks.ts';

const event = readEvent('check_suite', recordedWebhook('check_suite', 'completed'));
if (event === undefined) throw new Error('not understood');
const received: ReceivedDelivery = {
  status: 'received',
  id: 'told-1',
  traceId: 't',
  receivedAt: '2026-11-20T14:00:00Z',
  event,
  readBy: [],
};
const around = (failures: number): Trouble => ({ now: new Date(), failures, since: new Date(), ref: 't' });

const becomes = (delivery: ReceivedDelivery, problem: unknown, failures: number): unknown =>
  deliveryWorkflow.use((workflow) => workflow.onProblem(delivery as never, problem, around(failures)));

describe('a delivery over which a reader stumbles', () => {
  it('is tried again, and then goes on without that reader', () => {
    expect(becomes(received, new Error('a mistake of ours'), 1)).toBeUndefined();
    const [first] = readers;
    expect(becomes(received, new Error('a mistake of ours'), 6)).toMatchObject({ status: 'received', readBy: [first?.name] });
  });

  it('is over when nobody else is left, and what it said is forgotten', () => {
    const last = { ...received, readBy: readers.slice(0, -1).map(({ name }) => name) };
    expect(becomes(last, new Error('a mistake of ours'), 6)).toEqual({
      status: 'read',
      id: 'told-1',
      traceId: 't',
      receivedAt: '2026-11-20T14:00:00Z',
      kind: 'checkSuite',
      repo: 'acme/checkout',
    });
  });

  it('waits for as long as GitHub is away', () => {
    expect(becomes(received, new Outage('github'), 100)).toBeUndefined();
  });

  it('has readers with names of their own, which stay the same for ever', () => {
    expect(new Set(readers.map(({ name }) => name)).size).toBe(readers.length);
  });
});
