import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface DocumentedCommand {
  readonly page: string;
  /** In one line. */
  readonly command: string;
}

const root = join(import.meta.dirname, '../..');
const pages = ['README.md', ...globSync('docs/**/*.md', { cwd: root })].sort();
const isCommand = /^(npm|npx|node|aws|curl|git|\.ci\/run)\b/;

/** Every command that a person is told to type, in a fence or in a line of text. */
export function documentedCommands(): readonly DocumentedCommand[] {
  return pages.flatMap((page) => {
    const text = readFileSync(join(root, page), 'utf8');
    const fenced = fencesOf(text).flatMap((code) => code.replaceAll(/\\\n\s*/g, '').split('\n'));
    const inline = [...text.replaceAll(/```[\s\S]*?```/g, '').matchAll(/`([^`]+)`/g)].map(([, code = '']) =>
      code.replaceAll(/\s+/g, ' '),
    );
    return [...fenced, ...inline]
      .flatMap((line) => line.replace(/\s+#.*$/, '').split(' && '))
      .flatMap((line) => [line.trim(), ...nested(line)])
      .filter((line) => isCommand.test(line) && !/^(npm run|aws|curl|git)$/.test(line))
      .map((command) => ({ page, command }));
  });
}

/** Fences of a page that are one script: what a line sets the next one uses. */
export const documentedScripts = (page: string): readonly string[] =>
  fencesOf(readFileSync(join(root, page), 'utf8')).filter((code) => /^\w+=\$\(curl/m.test(code));

const fencesOf = (text: string): readonly string[] =>
  [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, code = '']) => code.replaceAll(/^ {2,}/gm, ''));

/** Commands of AWS inside loops and assignments. */
const nested = (line: string): readonly string[] =>
  isCommand.test(line.trim())
    ? []
    : [...line.matchAll(/\baws [a-z][^;)]*/g)].map(([command]) => command.trim());
