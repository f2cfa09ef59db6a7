import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowedTo, grantFor, holdsVerb, sayPermission } from '../../src/domain/permission.ts';

const roles = {
  reporter: ['ticket.open', 'read:*/*'],
  deployer: ['deploy:*/*', 'rollback:staging/*', '@reporter'],
  payer: ['deploy:production/payments'],
  captain: ['admin', '@deployer', '@mate'],
  mate: ['@captain', '@nobody', 'approve:*/checkout'],
  sloppy: ['deploy', 'deploy:', 'deploy:production', 'deploy:/', '*:*/*', 'deploy:*'],
};

describe('permissions', () => {
  it.each([
    [['deployer'], 'deploy', 'production', 'checkout', 'deploy:*/*'],
    [['deployer'], 'rollback', 'staging', 'checkout', 'rollback:staging/*'],
    [['deployer'], 'rollback', 'production', 'checkout', undefined],
    [['deployer'], 'approve', 'production', 'checkout', undefined],
    [['payer'], 'deploy', 'production', 'payments', 'deploy:production/payments'],
    [['payer'], 'deploy', 'production', 'checkout', undefined],
    [['payer'], 'deploy', 'staging', 'payments', undefined],
    [['captain'], 'approve', 'staging', 'checkout', 'approve:*/checkout'],
    [['mate'], 'deploy', 'staging', 'checkout', 'deploy:*/*'],
    [[], 'deploy', 'staging', 'checkout', undefined],
    [['toString', '__proto__', 'unheard-of'], 'deploy', 'staging', 'checkout', undefined],
    [['sloppy'], 'deploy', 'production', 'checkout', undefined],
  ])('%j %s %s/%s: %s', (held, verb, environment, service, grant) => {
    expect(grantFor(roles, held, allowedTo(verb, environment, service))?.grant).toBe(grant);
  });

  it('needs no place where the verb has none', () => {
    expect(grantFor(roles, ['reporter'], { verb: 'ticket.open' })).toEqual({ role: 'reporter', grant: 'ticket.open' });
    expect(grantFor(roles, ['reporter'], { verb: 'read' })?.grant).toBe('read:*/*');
    expect(grantFor(roles, ['payer'], { verb: 'deploy' })).toBeUndefined();
    expect(sayPermission(allowedTo('deploy', 'production', 'checkout'))).toBe('deploy:production/checkout');
  });

  it('brings what nobody is granted by name to whoever deploys or raises tickets, until somebody is', () => {
    expect(grantFor(roles, ['payer'], { verb: 'ticket.close' })).toEqual({ role: 'payer', grant: 'deploy:production/payments' });
    expect(grantFor(roles, ['reporter'], { verb: 'build.help' })?.grant).toBe('ticket.open');
    expect(grantFor(roles, ['reporter'], { verb: 'build.rerun' })).toBeUndefined();
    expect(holdsVerb(roles, ['payer'], 'build.rerun')).toBe(true);
    expect(grantFor({ loose: ['deploy', 'deploy:'] }, ['loose'], { verb: 'build.rerun' })).toBeUndefined();
    const spelledOut = { ...roles, closer: ['ticket.close'] };
    expect(grantFor(spelledOut, ['payer'], { verb: 'ticket.close' })).toBeUndefined();
    expect(grantFor(spelledOut, ['closer'], { verb: 'ticket.close' })?.grant).toBe('ticket.close');
    for (const verb of ['force', 'admin', 'incident.command']) expect(grantFor(roles, ['deployer'], { verb })).toBeUndefined();
  });

  it('denies whatever an empty name could have matched by accident', () => {
    for (const held of Object.keys(roles)) {
      expect(grantFor(roles, [held], allowedTo('deploy', '', 'checkout'))).toBeUndefined();
      expect(grantFor(roles, [held], allowedTo('deploy', 'production', ''))).toBeUndefined();
    }
  });

  it('grants nothing that is not written, and shows a command only to who holds its verb somewhere', () => {
    const name = fc.constantFrom('deploy', 'approve', 'staging', 'production', 'checkout', 'payments', '*', '', '@', '/', ':');
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...Object.keys(roles))), name, name, name, (held, verb, environment, service) => {
        const found = grantFor(roles, held, allowedTo(verb, environment, service));
        if (!found) return;
        const [granted, place = ''] = found.grant.split(':');
        expect(granted).toBe(verb);
        expect(['*', environment]).toContain(place.split('/')[0]);
        expect(['*', service]).toContain(place.split('/')[1]);
        expect(holdsVerb(roles, held, verb)).toBe(true);
      }),
    );
  });
});
