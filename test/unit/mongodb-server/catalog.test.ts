import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MongoFault } from '../../../local/mongodb/faults.ts';
import { Catalog } from '../../../local/mongodb/storage/catalog.ts';

let folder: string;
let catalog: Catalog;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'salio-catalog-'));
  catalog = new Catalog(folder);
  catalog.write(() => catalog.ensure('db', 'rows').insert({ _id: 1, a: 1 }));
});

afterEach(() => {
  catalog.close();
  rmSync(folder, { recursive: true, force: true });
});

const rows = () => [...(catalog.collection('db', 'rows')?.documents() ?? [])];

function writeAndThrow(error: Error): void {
  catalog.write(() => {
    catalog.ensure('db', 'rows').insert({ _id: 2 });
    catalog.ensure('db', 'fresh').insert({ _id: 3 });
    throw error;
  });
}

describe('a write', () => {
  it('that a bug interrupts leaves neither file nor memory half-changed', () => {
    expect(() => writeAndThrow(new TypeError('a bug'))).toThrow('a bug');
    expect(rows()).toEqual([{ _id: 1, a: 1 }]);
    expect([...catalog.collections('db').keys()]).toEqual(['rows']);
    catalog.write(() => catalog.ensure('db', 'rows').insert({ _id: 2, again: true }));
    expect(rows()).toEqual([
      { _id: 1, a: 1 },
      { _id: 2, again: true },
    ]);
  });

  it('that ends in a refusal keeps what came before it, as MongoDB does', () => {
    expect(() => writeAndThrow(new MongoFault(2, 'refused'))).toThrow('refused');
    expect(rows()).toHaveLength(2);
    catalog.close();
    catalog = new Catalog(folder);
    expect(rows()).toHaveLength(2);
    expect([...catalog.collections('db').keys()]).toEqual(['rows', 'fresh']);
  });

  it('that changes nothing is not written', () => {
    const collection = catalog.ensure('db', 'rows');
    const [document = {}] = rows();
    expect(catalog.write(() => collection.replace(document, { _id: 1, a: 1 }))).toBe(false);
    expect(catalog.write(() => collection.replace(document, { _id: 1, a: 2 }))).toBe(true);
  });
});
