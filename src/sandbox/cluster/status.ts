/** The API server's way of saying no: a `Status` object (apimachinery `metav1.Status`). */
export interface Status {
  kind: 'Status';
  apiVersion: 'v1';
  metadata: Record<string, never>;
  status: 'Failure' | 'Success';
  message: string;
  reason: string;
  details?: {
    name?: string;
    group?: string;
    kind?: string;
    causes?: Cause[];
    retryAfterSeconds?: number;
  };
  code: number;
}

export interface Cause {
  reason: string;
  message: string;
  field: string;
}

export interface Target {
  group: string;
  resource: string;
  name?: string | undefined;
  namespace?: string | undefined;
}

export class ApiProblem extends Error {
  status: Status;
  constructor(status: Status) {
    super(status.message);
    this.status = status;
  }
}

const reasons: Record<number, string> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  409: 'Conflict',
  410: 'Expired',
  415: 'UnsupportedMediaType',
  422: 'Invalid',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

export function failure(code: number, message: string, details?: Status['details']): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason: reasons[code] ?? 'Unknown',
    ...(details && { details }),
    code,
  };
}

export const badRequest = (message: string): ApiProblem => new ApiProblem(failure(400, message));

export const unauthorized = (): ApiProblem => new ApiProblem(failure(401, 'Unauthorized'));

export const notFound = (target: Target): ApiProblem =>
  new ApiProblem(failure(404, `${qualified(target)} "${target.name ?? ''}" not found`, detailsOf(target)));

export const noSuchResource = (): ApiProblem => new ApiProblem(failure(404, 'the server could not find the requested resource'));

export const methodNotAllowed = (): ApiProblem =>
  new ApiProblem(failure(405, 'the server does not allow this method on the requested resource'));

export const alreadyExists = (target: Target): ApiProblem =>
  new ApiProblem({
    ...failure(409, `${qualified(target)} "${target.name ?? ''}" already exists`, detailsOf(target)),
    reason: 'AlreadyExists',
  });

export const conflict = (target: Target, why: string): ApiProblem =>
  new ApiProblem(failure(409, `Operation cannot be fulfilled on ${qualified(target)} "${target.name ?? ''}": ${why}`, detailsOf(target)));

export const forbidden = (target: Target, why: string): ApiProblem =>
  new ApiProblem(
    failure(403, `${qualified(target)}${target.name === undefined ? '' : ` "${target.name}"`} is forbidden: ${why}`, detailsOf(target)),
  );

export const unsupportedMediaType = (accepted: readonly string[]): ApiProblem =>
  new ApiProblem(failure(415, `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`));

export function invalid(kind: string, name: string, causes: readonly Cause[]): ApiProblem {
  const told = causes.map(({ field, message }) => `${field}: ${message}`);
  const all = told.length === 1 ? told[0] : `[${told.join(', ')}]`;
  return new ApiProblem(failure(422, `${kind}.apps "${name}" is invalid: ${all}`, { name, group: 'apps', kind, causes: [...causes] }));
}

export const expired = (from: number | string, oldest: number): ApiProblem =>
  new ApiProblem(failure(410, `too old resource version: ${from} (${oldest})`));

export const internalError = (why: string): ApiProblem =>
  new ApiProblem(failure(500, `Internal error occurred: ${why}`, { causes: [{ reason: '', message: why, field: '' }] }));

const qualified = ({ group, resource }: Target): string => (group === '' ? resource : `${resource}.${group}`);

const detailsOf = ({ name, group, resource }: Target): Status['details'] => ({
  ...(name !== undefined && { name }),
  ...(group !== '' && { group }),
  kind: resource,
});
