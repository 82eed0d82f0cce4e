import { describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { mongoSettings } from '../../../shared/adapters/mongodb/settings.ts';
import { jsonVariable, readEnvironment } from '../../../shared/edge/environment.ts';

const schema = z.object({
  TABLE: z.string(),
  QUEUE_URL: z.url(),
  MONGODB_SETTINGS: jsonVariable(mongoSettings),
});

describe('the environment', () => {
  it('is read once, JSON in it included', () => {
    const env = readEnvironment(schema, {
      TABLE: 't',
      QUEUE_URL: 'http://q/',
      MONGODB_SETTINGS: '{"database":"shop"}',
    });
    expect(env).toMatchObject({ TABLE: 't', MONGODB_SETTINGS: { database: 'shop', maxPoolSize: 2 } });
  });

  it('tells all its faults at once, by name, and no value', () => {
    const settings = JSON.stringify({ colections: {}, maxPoolSize: 'secret' });
    expect(() => readEnvironment(schema, { QUEUE_URL: 'secret', MONGODB_SETTINGS: settings })).toThrow(
      'environment is wrong: TABLE: expected a string; QUEUE_URL: expected a URL; ' +
        'MONGODB_SETTINGS.maxPoolSize: expected a number; MONGODB_SETTINGS.colections: is not known here',
    );
  });

  it('says where JSON was expected', () => {
    const given = { TABLE: 't', QUEUE_URL: 'http://q/', MONGODB_SETTINGS: '{' };
    expect(() => readEnvironment(schema, given)).toThrow(
      'environment is wrong: MONGODB_SETTINGS: expected JSON',
    );
  });
});
