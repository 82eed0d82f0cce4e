import { describe, expect, it } from '@jest/globals';
import { reachMongodb } from '../../../local/runtime/engines/mongodb-engine.ts';
import { shownDatabase, withoutPassword } from '../../../local/runtime/engines/mongodb-uri.ts';

describe('a MongoDB URI as it is shown', () => {
  it.each([
    ['mongodb://127.0.0.1:27017/', 'mongodb://127.0.0.1:27017/'],
    ['mongodb://me:hidden@a.example,b.example/shop', 'mongodb://***@a.example,b.example/shop'],
    ['mongodb+srv://me:hidden@a.example', 'mongodb+srv://***@a.example'],
    ['mongodb://me:hid/den@a.example/', 'mongodb://***@a.example/'],
    ['mongodb://me:hid@den@a.example/', 'mongodb://***@a.example/'],
    ['mongodb://me:hid?den@a.example/', 'mongodb://***'],
    ['mongodb://a.example/?tlsCertificateKeyFilePassword=hidden', 'mongodb://a.example/'],
    ['mongodb://a.example/?tlsCertificateKeyFilePassword=hid@den', 'mongodb://***'],
    ['', ''],
  ])('%s → %s', (uri, shown) => {
    expect(withoutPassword(uri)).toBe(shown);
  });

  it('names a database in place of its own', () => {
    expect(shownDatabase('mongodb://me:hidden@a.example:1/other?x=hidden', 'shop')).toBe(
      'mongodb://***@a.example:1/shop',
    );
    expect(shownDatabase('mongodb://127.0.0.1:1', 'shop')).toBe('mongodb://127.0.0.1:1/shop');
  });
});

describe('a MongoDB that cannot be reached', () => {
  it.each([
    'mongodb://me:sec/ret@127.0.0.1:1/',
    'mongodb://me:sec@ret@127.0.0.1:1/',
    'mongodb://me:sec?ret@127.0.0.1:1/',
    'mongodb://me:sec%ret@127.0.0.1:1/',
    'mongodb://127.0.0.1:1/?tlsCertificateKeyFilePassword=sec&nonsense=ret',
    'mongodb://127.0.0.1:1/?authMechanism=sec-ret',
  ])(
    'is told of without its secrets: %s',
    async (uri) => {
      const message = await reachMongodb(uri).then(String, (error: Error) => error.message);
      expect(message).toMatch(
        /^MONGODB_URI \(mongodb:\/\/.*\) (is no connection string|cannot be reached): /,
      );
      expect(message).not.toMatch(/sec|ret\b|nonsense/);
      expect(message).not.toContain('\n');
    },
    20_000,
  );
});
