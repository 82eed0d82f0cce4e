import { startMongoServer } from '../../../local/mongodb/server.ts';

/** A process of its own for the tests that kill it: `node serve-until-killed.ts <folder>` prints the server's address. */
const server = await startMongoServer({ dataDir: process.argv[2] ?? '', port: 0 });
console.log(server.uri);
