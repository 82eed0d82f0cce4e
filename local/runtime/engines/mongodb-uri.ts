/**
 * The URI as it may be shown: without user name, password and options. Passwords are typed unencoded all the time, so what
 * could be one is left out even where no driver would take it for one.
 */
export function withoutPassword(uri: string): string {
  const [, scheme = '', rest = ''] = /^([^/]*\/\/)?(.*)$/s.exec(uri) ?? [];
  const question = rest.indexOf('?');
  const at = rest.lastIndexOf('@');
  // An @ among the options, or a ? in a password: nobody can tell which.
  if (question >= 0 && at > question) return `${scheme}***`;
  const shown = question < 0 ? rest : rest.slice(0, question);
  return scheme + (at < 0 ? shown : `***@${shown.slice(at + 1)}`);
}

/** As it may be shown, with this database. */
export function shownDatabase(uri: string, database: string): string {
  const [, server = ''] = /^([^/]*\/\/[^/]*)/.exec(withoutPassword(uri)) ?? [];
  return `${server}/${database}`;
}

/** What a driver says of it may hold it, or parts of it that it took for hosts. */
export function mayShowPassword(uri: string, message: string): boolean {
  const rest = uri.slice(uri.indexOf('//') + 2);
  const credentials = rest.slice(0, Math.max(0, rest.lastIndexOf('@')));
  if (/[/?#@]/.test(credentials)) return true;
  const parts = [...credentials.split(':'), ...rest.split('?').slice(1), uri];
  return parts.some((part) => part !== '' && message.includes(part));
}
