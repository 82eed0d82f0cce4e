/** Imports point one way: bin → operate → lib, adapters; local → lambdas → edge, adapters → capability → mpesa, events → kernel. */
const capabilities = 'balances|payments|reconciliation|revenue|wallets|alerts|manager|repair';
const forbid = (name, from, to, comment) => ({ name, severity: 'error', comment, from, to });

module.exports = {
  forbidden: [
    forbid('no-circles', {}, { circular: true }, 'A circle hides a noun that both sides need.'),
    forbid(
      'kernel-stands-alone',
      { path: '^shared/kernel' },
      { path: '^(bin|lib|lambdas|local|shared/(?!kernel))' },
    ),
    forbid(
      'mpesa-and-events-know-the-kernel-only',
      { path: '^shared/(mpesa|events)/' },
      { path: '^(bin|lib|lambdas|local|shared/(?!kernel|mpesa|events))' },
    ),
    forbid('events-do-not-know-mpesa', { path: '^shared/events/' }, { path: '^shared/mpesa/' }),
    forbid(
      'capabilities-know-no-technology',
      { path: `^shared/(${capabilities})/` },
      { path: '^(bin|lib|lambdas|local|shared/(adapters|edge))' },
    ),
    forbid(
      'capabilities-use-no-sdk',
      { path: `^shared/(${capabilities})/` },
      { path: 'node_modules/(@aws-sdk|@aws-lambda-powertools|mongodb|@middy)' },
    ),
    forbid(
      'capabilities-meet-on-the-bus',
      { path: '^shared/(balances|payments|wallets|alerts|manager|repair)/' },
      { path: `^shared/(${capabilities})/`, pathNot: '^shared/$1/' },
    ),
    forbid(
      'only-reconciliation-and-revenue-know-payments',
      { path: '^shared/(reconciliation|revenue)/' },
      { path: `^shared/(${capabilities})/`, pathNot: '^shared/($1|payments)/' },
    ),
    forbid(
      'adapters-and-edge-do-not-know-lambdas',
      { path: '^shared/(adapters|edge)/' },
      { path: '^(bin|lib|lambdas|local)/' },
    ),
    forbid('edge-and-adapters-are-apart', { path: '^shared/adapters/' }, { path: '^shared/edge/' }),
    forbid('lambdas-know-shared-only', { path: '^lambdas/' }, { path: '^(bin|lib|local)/' }),
    forbid(
      'lib-names-lambdas-by-path-only',
      { path: '^lib/' },
      // Names of metrics are the one thing that functions write and alarms read.
      { path: '^(bin|lambdas|local|shared)/', pathNot: '^shared/edge/metric-catalogue\\.ts$' },
    ),
    forbid(
      'runtime-knows-no-capability',
      { path: '^local/(runtime|mongodb)/' },
      { path: '^(bin|lib|lambdas|shared/(?!kernel)|local/(?!runtime|mongodb))' },
    ),
    forbid(
      'operate-knows-lib-and-shared-only',
      { path: '^operate/' },
      { path: '^(bin|lambdas|local)/' },
      'What an operator runs looks at a stage as it stands, wherever it stands.',
    ),
    forbid('nothing-knows-operate', { path: '^(lib|lambdas|shared|local)/' }, { path: '^operate/' }),
    forbid('local-does-not-know-lib', { path: '^local/' }, { path: '^(bin|lib)/' }),
    forbid(
      'no-test-code-in-the-product',
      { path: '^(bin|lib|lambdas|shared|local|operate)/' },
      { path: '^(test|bench)/' },
    ),
    forbid('no-barrels', {}, { path: '/index\\.ts$', pathNot: 'node_modules' }),
    forbid(
      'no-orphans',
      { orphan: true, path: '^(lib|shared|local|operate)/' },
      {},
      'Nothing imports it: delete it.',
    ),
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: {
      // Only our own output folders: packages of the SDK keep their code in a `dist-cjs` that the rules must see.
      path: '(^(cdk\\.out|dist)/|node_modules/(?!@aws-sdk|@aws-lambda-powertools|mongodb|@middy))',
    },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};
