import { existsSync, readFileSync } from 'node:fs';

// Loaded before everything else, and by whatever Node is there: plain JavaScript that needs nothing but Node itself.
const needed = 24;
const root = new URL('../', import.meta.url);
const { dependencies, devDependencies } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
const missing = Object.keys({ ...dependencies, ...devDependencies }).filter(
  (name) => !existsSync(new URL(`node_modules/${name}/package.json`, root)),
);
const { node } = process.versions;

if (missing.length > 0) {
  const [first, ...others] = missing;
  const names = others.length > 0 ? `${first} and ${others.length} more are` : `${first} is`;
  console.error(`Run npm ci first: ${names} not installed.`);
  process.exit(1);
}
if (Number(node.split('.')[0]) < needed) {
  console.error(
    `Node >= ${needed} is needed, this is ${node}: npm scripts bring their own on Linux x64 and arm64 (npm ci, without ` +
      '--omit=optional); elsewhere install it.',
  );
  process.exit(1);
}
