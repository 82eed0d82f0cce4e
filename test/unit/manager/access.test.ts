import { describe, expect, it } from '@jest/globals';
import { type Caller, callerOf, mayCall, seesFleet } from '../../../shared/manager/access.ts';
import { tokenClaims } from '../../../shared/manager/token-claims.ts';

describe('a caller', () => {
  it.each([
    ['an array', ['admin', 'manager'], ['f 1', 'f2']],
    ['the JSON of an array', '["admin","manager"]', '["f 1","f2"]'],
  ])('has roles and fleets from %s', (_, roles, fleets) => {
    expect(callerOf({ sub: 'njeri', roles, fleets })).toEqual({
      sub: 'njeri',
      roles: ['admin', 'manager'],
      fleets: ['f 1', 'f2'],
    });
  });

  it.each([
    ['how an HTTP API writes an array', '[admin manager]', '[f1 f2]'],
    ['a list with commas', 'admin, manager', 'f1,f2'],
    ['a list with blanks', 'admin manager', 'f1 f2'],
  ])('has them from %s', (_, roles, fleets) => {
    expect(callerOf({ sub: 'njeri', roles, fleets })).toEqual({
      sub: 'njeri',
      roles: ['admin', 'manager'],
      fleets: ['f1', 'f2'],
    });
  });

  it('has no role that we do not know, and none where the token tells none', () => {
    expect(callerOf({ sub: 'x', roles: '[root admin]', fleets: 7 })).toEqual({
      sub: 'x',
      roles: ['admin'],
      fleets: [],
    });
    expect(callerOf({ sub: 'x' })).toEqual({ sub: 'x', roles: [], fleets: [] });
    expect(callerOf({ sub: 'x', roles: '[]', fleets: '' })).toEqual({ sub: 'x', roles: [], fleets: [] });
    expect(callerOf({ sub: 'x', roles: ['admin', 7, ''] })).toMatchObject({ roles: ['admin'] });
  });

  it('is nobody without a verified token', () => {
    expect(callerOf(undefined)).toBeUndefined();
    expect(callerOf({ roles: '[admin]' })).toBeUndefined();
    expect(callerOf({ sub: '', roles: '[admin]' })).toBeUndefined();
  });
});

describe('access', () => {
  const admin: Caller = { sub: 'a', roles: ['admin'], fleets: [] };
  const manager: Caller = { sub: 'm', roles: ['manager'], fleets: ['f1'] };
  const noRole: Caller = { sub: 'n', roles: [], fleets: ['f1'] };

  it('to a route is by role', () => {
    expect(mayCall(admin, ['admin'])).toBe(true);
    expect(mayCall(manager, ['admin'])).toBe(false);
    expect(mayCall(manager, ['admin', 'manager'])).toBe(true);
    expect(mayCall(noRole, ['admin', 'manager'])).toBe(false);
  });

  it('to what a fleet owns is for admins and managers of that fleet', () => {
    expect(seesFleet(admin, 'f2')).toBe(true);
    expect(seesFleet(admin, undefined)).toBe(true);
    expect(seesFleet(manager, 'f1')).toBe(true);
    expect(seesFleet(manager, 'f2')).toBe(false);
    expect(seesFleet(manager, undefined)).toBe(false);
    expect(seesFleet(noRole, 'f1')).toBe(false);
  });
});

describe('claims of a token', () => {
  it('come from groups and fleets, and are read back as they were meant', () => {
    const claims = tokenClaims(['manager', 'eu-west-1_Google'], 'Acme Buses, f2,,');
    expect(callerOf({ sub: 'm', ...claims })).toEqual({
      sub: 'm',
      roles: ['manager'],
      fleets: ['Acme Buses', 'f2'],
    });
    expect(tokenClaims([], undefined)).toEqual({ roles: '[]', fleets: '[]' });
  });
});
