import { type Delivery, deliveries, type ReceivedDelivery } from '../../domain/delivery.ts';
import { Outage } from '../../domain/problems.ts';
import { type Bench, become, defineWorkflow, type Next } from '../../pipeline/workflow.ts';
import type { Reader } from './reader.ts';
import { readers } from './readers.ts';

/** A reader that stumbles so often in a row over an event is left out, so that the others get it. */
const mostStumbles = 6;

/** What we were told is handed to everybody whom it may concern, one after the other. */
export const deliveryWorkflow = defineWorkflow<Delivery, 'read'>({
  of: deliveries,
  steps: { received: handItOn },
  show: () => [],
  onProblem: (delivery, problem, { failures }) =>
    delivery.status === 'received' && !(problem instanceof Outage) && failures >= mostStumbles ? withoutTheNext(delivery) : undefined,
  reason: () => 'ok',
  unlisted: true,
});

/** What a reader wants written is saved before the next one is asked: one that stumbles takes nothing from the others. */
async function handItOn(delivery: ReceivedDelivery, bench: Bench): Promise<Next<Delivery>> {
  let reading = delivery;
  for (const reader of unread(delivery)) {
    const also = await reader.read(delivery.event, bench);
    reading = { ...reading, readBy: [...reading.readBy, reader.name] };
    if (also.length > 0) return { record: afterwards(reading), also };
  }
  return become(afterwards(reading));
}

const unread = ({ readBy }: ReceivedDelivery): Reader[] => readers.filter(({ name }) => !readBy.includes(name));

const afterwards = (delivery: ReceivedDelivery): Delivery => (unread(delivery).length > 0 ? delivery : forget(delivery));

function withoutTheNext(delivery: ReceivedDelivery): Delivery {
  const [stumbling] = unread(delivery);
  return afterwards(stumbling === undefined ? delivery : { ...delivery, readBy: [...delivery.readBy, stumbling.name] });
}

const forget = ({ id, traceId, receivedAt, event }: ReceivedDelivery): Delivery => ({
  status: 'read',
  id,
  traceId,
  receivedAt,
  kind: event.kind,
  repo: event.kind === 'installation' ? event.account : event.repo.name,
});
