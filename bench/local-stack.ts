import type { Measurement } from './measurement.ts';
export async function measureLocalStack(): Promise<readonly Measurement[]> {
  return [];
}
