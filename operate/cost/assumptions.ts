/** What no template says and nobody has measured. Each is told with the figures. */
export const assumptions = {
  hoursPerMonth: 730.5,
  /** An event source mapping keeps five long polls of 20 seconds open. */
  pollsPerMinute: 15,
  /** Lambda gives one vCPU for so much memory; the CPU measured here is taken as as fast as AWS's. */
  memoryMbPerVcpu: 1_769,
  /** Milliseconds for a call of an AWS service, or several at once. */
  waitMs: 5,
  /** Milliseconds that a callback or a decision waits for the operator's MongoDB. */
  mongodbMs: 15,
  /** What Lambda itself logs of an invocation, unless the function's logging leaves it out. */
  platformLogBytes: 450,
  accessLogBytes: 330,
  /** The share of its size at which CloudWatch stores a log. */
  logCompression: 0.15,
  responseBytes: 600,
  /** Roles that use a table all the time, each of which has DynamoDB ask for the table's key every five minutes. */
  rolesPerTable: 3,
  managerRequests: 20_000,
  webSocketMessages: 50_000,
  managerUsers: 10,
  /** Shortcodes whose balance is asked for, and how often. */
  shortcodes: 3,
  balanceCheckMinutes: 30,
  /** Secrets that people make: MongoDB, Slack, one partner. */
  secretsByPeople: 3,
  secretReads: 30_000,
  quarantinedBytes: 3_000,
  factBytes: 1_000,
} as const;

const minutesPerMonth = assumptions.hoursPerMonth * 60;

export const balanceChecksPerMonth =
  (assumptions.shortcodes * minutesPerMonth) / assumptions.balanceCheckMinutes;
export const pollsPerMonth = assumptions.pollsPerMinute * minutesPerMonth;
export const keyUsesPerTable = (assumptions.rolesPerTable * minutesPerMonth) / 5;
