import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Handler, readBody, sendJson } from '../http.ts';
import { type Address, addressOf } from './address.ts';
import type { DeploymentWrites } from './deployment-writes.ts';
import { discovery } from './discovery.ts';
import type { Kubelet } from './kubelet.ts';
import { listOf } from './lists.ts';
import type { Deployment, KubeObject } from './objects.ts';
import { mediaType, patchKind } from './patch-kinds.ts';
import type { PodLogs } from './pod-logs.ts';
import type { Rbac } from './rbac.ts';
import { deployAnnotation, type ReceivedWrite } from './received-writes.ts';
import { fieldSelector, labelSelector } from './selectors.ts';
import { ApiProblem, badRequest, internalError, methodNotAllowed, noSuchResource, notFound, unauthorized } from './status.ts';
import type { Readable, Store } from './store.ts';
import type { Watches } from './watches.ts';

interface Parts {
  store: Store;
  writes: DeploymentWrites;
  watches: Watches;
  logs: PodLogs;
  kubelet: Kubelet;
  rbac: Rbac;
  token(): string;
  received(write: ReceivedWrite): void;
}

interface Call {
  request: IncomingMessage;
  response: ServerResponse;
  query: URLSearchParams;
  address: Address;
  resource: Resource;
}

interface Resource {
  apiVersion: string;
  kind: string;
  collection: Readable<KubeObject>;
}

/** The API server: who asks, what for, may they, and the answer, each no as a Status. */
export function createApi(parts: Parts): Handler {
  const { store, rbac } = parts;
  const resources: Record<string, Resource> = {
    '/namespaces': { apiVersion: 'v1', kind: 'Namespace', collection: store.namespaces },
    '/pods': { apiVersion: 'v1', kind: 'Pod', collection: store.pods },
    '/events': { apiVersion: 'v1', kind: 'Event', collection: store.events },
    'apps/deployments': { apiVersion: 'apps/v1', kind: 'Deployment', collection: store.deployments },
    'apps/replicasets': { apiVersion: 'apps/v1', kind: 'ReplicaSet', collection: store.replicasets },
  };

  async function answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    if (request.headers.authorization !== `Bearer ${parts.token()}`) throw unauthorized();
    if (['/healthz', '/livez', '/readyz'].includes(url.pathname)) return sendText(response, 'ok');
    const known = discovery[url.pathname];
    if (known !== undefined) return sendJson(response, 200, known);
    const address = addressOf(url.pathname);
    if (!address) throw noSuchResource();
    if (address.group === 'authorization.k8s.io' && address.resource === 'selfsubjectaccessreviews' && request.method === 'POST') {
      return sendJson(response, 201, rbac.review(parseJson(await readBody(request))));
    }
    const resource = resources[`${address.group}/${address.resource}`];
    if (!resource) throw noSuchResource();
    const call = { request, response, query: url.searchParams, address, resource };
    if (address.resource === 'deployments' && ['PATCH', 'PUT', 'POST'].includes(request.method ?? '')) return write(call, parts);
    authorise(call, rbac);
    if (request.method === 'DELETE') return remove(call, parts);
    if (request.method !== 'GET') throw methodNotAllowed();
    return address.name === undefined ? readMany(call, parts) : readOne(call, parts);
  }

  return async (request, response, url) => {
    try {
      await answer(request, response, url);
    } catch (problem) {
      if (response.headersSent) return void response.destroy();
      const { status } = problem instanceof ApiProblem ? problem : internalError(String(problem));
      sendJson(response, status.code, status);
    }
  };
}

function authorise(call: Call, rbac: Rbac): void {
  const { address } = call;
  const resource = address.subresource ? `${address.resource}/${address.subresource}` : address.resource;
  rbac.check({ ...address, resource, verb: verbOf(call) });
}

function verbOf({ request, query, address }: Call): string {
  switch (request.method) {
    case 'PATCH':
      return 'patch';
    case 'PUT':
      return 'update';
    case 'POST':
      return 'create';
    case 'DELETE':
      return 'delete';
    default:
      return address.name !== undefined ? 'get' : isWatch(query) ? 'watch' : 'list';
  }
}

export const isWatch = (query: URLSearchParams): boolean => ['true', '1'].includes(query.get('watch') ?? '');

function readOne({ response, query, address, resource }: Call, { logs }: Parts): void {
  const { name = '', namespace, subresource } = address;
  const object = resource.collection.get(namespace, name);
  if (!object) throw notFound(address);
  if (subresource === 'log' && object.kind === 'Pod') sendText(response, logs.read(object, query));
  else if (subresource === undefined || subresource === 'status') sendJson(response, 200, object);
  else throw noSuchResource();
}

function readMany({ response, query, address, resource }: Call, { store, watches }: Parts): void {
  const byLabel = labelSelector(query.get('labelSelector') ?? '');
  const byField = fieldSelector(query.get('fieldSelector') ?? '');
  const matches = (object: KubeObject): boolean => byLabel(object) && byField(object);
  const request = { ...resource, namespace: address.namespace, query, matches };
  if (isWatch(query)) watches.open(request, response);
  else sendJson(response, 200, listOf({ ...request, store }));
}

async function write(call: Call, { writes, received, rbac }: Parts): Promise<void> {
  const { request, response, query, address } = call;
  const { namespace, name = '', subresource } = address;
  if (namespace === undefined || subresource !== undefined) throw methodNotAllowed();
  const contentType = mediaType(request.headers['content-type'] ?? '');
  const options = {
    fieldManager: query.get('fieldManager') ?? (request.headers['user-agent'] ?? 'unknown').split('/')[0] ?? 'unknown',
    dryRun: query.get('dryRun') === 'All',
  };
  const text = await readBody(request);
  const method = request.method ?? '';
  const write = { at: new Date().toISOString(), method, namespace, name, contentType, body: readable(text), ...options };
  try {
    authorise(call, rbac);
    const { status, object } = carryOut();
    received({ ...write, name: object.metadata.name, deployId: object.metadata.annotations?.[deployAnnotation], status });
    sendJson(response, status, object);
  } catch (problem) {
    if (problem instanceof ApiProblem) received({ ...write, deployId: undefined, status: problem.status.code });
    throw problem;
  }

  function carryOut(): { status: number; object: Deployment } {
    if (method === 'POST') return { status: 201, object: writes.create(namespace ?? '', parseJson(text), options) };
    if (method === 'PUT') return { status: 200, object: writes.replace(namespace ?? '', name, () => parseJson(text), options) };
    const apply = patchKind(contentType);
    const patch = parseJson(text);
    return { status: 200, object: writes.replace(namespace ?? '', name, (current) => apply(current, patch), options) };
  }
}

function remove({ response, address }: Call, { store, kubelet }: Parts): void {
  const { namespace, name = '', resource } = address;
  const deployment = resource === 'deployments' ? store.deployments.get(namespace, name) : undefined;
  const pod = resource === 'pods' ? store.pods.get(namespace, name) : undefined;
  if (!deployment && !pod) throw ['deployments', 'pods'].includes(resource) ? notFound(address) : methodNotAllowed();
  if (deployment) store.deployments.remove(deployment);
  if (pod) kubelet.stop(pod);
  sendJson(response, 200, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details: { name, kind: resource } });
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch (problem) {
    throw badRequest(`error decoding the body: ${problem instanceof Error ? problem.message : String(problem)}`);
  }
}

/** For the list of writes, which also keeps what could not be read. */
function readable(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return body.toString();
  }
}

function sendText(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'content-type': 'text/plain', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
