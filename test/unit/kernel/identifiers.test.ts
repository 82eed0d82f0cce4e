import { describe, expect, it } from '@jest/globals';
import { receipt } from '../../../shared/kernel/identifiers.ts';

describe('a receipt', () => {
  it.each(['UJE6T1W9ZB', 'uje6t1w9zb', 'Uje6T1w9Zb', ' UJE6T1W9ZB '])(
    'is one however it is typed: %s',
    (text) => {
      expect(receipt(text)).toBe('UJE6T1W9ZB');
    },
  );
});
