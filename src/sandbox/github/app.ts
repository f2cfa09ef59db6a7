import type { IncomingMessage } from 'node:http';
import { type Access, type Caller, installationId } from './access.ts';
import { no, ok, type Reply } from './replies.ts';
import type { Webhooks } from './webhooks.ts';

/** What whoever owns the App has set up at GitHub. Everything that the bot needs is granted until somebody takes it away. */
export interface AppSettings {
  permissions: Record<string, string>;
  events: string[];
  suspended: boolean;
  installed: boolean;
}

export const usualApp = (): AppSettings => ({
  permissions: {
    actions: 'write',
    checks: 'read',
    contents: 'write',
    issues: 'write',
    members: 'read',
    metadata: 'read',
    pull_requests: 'write',
    statuses: 'read',
  },
  events: [
    ...['workflow_run', 'workflow_job', 'check_suite', 'check_run', 'status', 'push', 'pull_request'],
    ...['issues', 'issue_comment', 'repository'],
  ],
  suspended: false,
  installed: true,
});

const needsJwt = 'A JSON web token could not be decoded';

/** Where the App is installed: only the App itself may ask. */
export function installation({ permissions, events, suspended, installed }: AppSettings, caller: Caller): Reply {
  if (caller !== 'app') return no(401, needsJwt);
  if (!installed) return no(404, 'Not Found');
  return ok({
    id: installationId,
    account: { login: 'acme' },
    target_type: 'Organization',
    permissions,
    events,
    suspended_at: suspended ? '2026-09-01T09:00:00Z' : null,
  });
}

/** `/app` and what stands below it. */
export function aboutTheApp(
  { app, access, webhooks }: { app: AppSettings; access: Access; webhooks: Webhooks },
  caller: Caller,
  request: IncomingMessage,
  path: string,
  url: URL,
): Reply {
  if (caller !== 'app') return no(401, needsJwt);
  if (request.method === 'GET') {
    if (path === 'app') return ok({ id: 1, slug: 'shipmate', name: 'Shipmate' });
    if (path === 'app/hook/config') return ok(hookConfig(webhooks.target()));
    if (path === 'app/hook/deliveries') return deliveriesFrom(webhooks, url);
  }
  const [, again] = /^app\/hook\/deliveries\/(\d+)\/attempts$/.exec(path) ?? [];
  if (request.method === 'POST' && again !== undefined) {
    const wanted = webhooks.tries[Number(again) - 1];
    if (wanted) void webhooks.redeliver(wanted.sent);
    return wanted ? { status: 202, body: {} } : no(404, 'Not Found');
  }
  if (!app.installed) return no(404, 'Not Found');
  if (app.suspended) return no(403, suspendedText);
  if (request.method !== 'POST' || path !== `app/installations/${installationId}/access_tokens`) return no(404, 'Not Found');
  return { status: 201, body: { ...access.issue(), permissions: app.permissions, repository_selection: 'all' } };
}

const hookConfig = (url: string | undefined) => ({
  content_type: 'json',
  insecure_ssl: '0',
  ...(url !== undefined && { url, secret: '********' }),
});

export const suspendedText = 'This installation has been suspended';

/** The newest first. GitHub leads from page to page by a cursor. */
function deliveriesFrom({ tries }: Webhooks, url: URL): Reply {
  const most = Number(url.searchParams.get('per_page') ?? 30);
  const before = Number(url.searchParams.get('cursor') ?? tries.length + 1);
  const shown = tries.slice(Math.max(before - 1 - most, 0), before - 1).toReversed();
  const next = before - most;
  const link = `<${url.origin}${url.pathname}?per_page=${most}&cursor=${next}>; rel="next"`;
  return { ...ok(shown.map(deliveryAnswer)), ...(next > 1 && { headers: { link } }) };
}

export const deliveryAnswer = ({ id: nth, sent: { id, event }, status, at, again }: Webhooks['tries'][number]) => ({
  id: nth,
  guid: id,
  delivered_at: at,
  redelivery: again,
  duration: 0.2,
  status: status === undefined ? 'failed to connect to host' : status < 300 ? 'OK' : `Invalid HTTP Response: ${status}`,
  status_code: status ?? 0,
  event,
  action: null,
  installation_id: installationId,
  repository_id: null,
});

/** What a request needs, by GitHub's names, where the App may lack it. */
const needs: readonly { method: string; path: RegExp; permission: string; level: 'read' | 'write' }[] = [
  { method: 'POST', path: /^repos\/[^/]+\/[^/]+\/actions\//, permission: 'actions', level: 'write' },
  { method: 'GET', path: /^repos\/[^/]+\/[^/]+\/actions\//, permission: 'actions', level: 'read' },
  { method: 'GET', path: /^repos\/[^/]+\/[^/]+\/check-runs\//, permission: 'checks', level: 'read' },
  { method: 'GET', path: /^repos\/[^/]+\/[^/]+\/contents\//, permission: 'contents', level: 'read' },
  { method: 'GET', path: /^repos\/[^/]+\/[^/]+\/(?:pulls|commits\/[^/]+\/pulls)/, permission: 'pull_requests', level: 'read' },
];

/** GitHub's words where a right is missing; undefined: it is there. */
export function missingRight({ permissions }: AppSettings, method: string, path: string, caller: Caller): string | undefined {
  const need = needs.find((one) => one.method === method && one.path.test(path));
  const granted = need && permissions[need.permission];
  if (need === undefined || granted === 'write' || granted === need.level) return undefined;
  return `Resource not accessible by ${caller === 'person' ? 'personal access token' : 'integration'}`;
}
