import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface RunbookCommand {
  readonly page: string;
  /** In one line. */
  readonly command: string;
}

const folder = join(import.meta.dirname, '../../docs/runbooks');
const isCommand = /^(npm|npx|node|aws|curl) /;

/** Every command of the runbooks, in a fence or in a line of text. */
export function runbookCommands(): readonly RunbookCommand[] {
  return readdirSync(folder).flatMap((page) => {
    const text = readFileSync(join(folder, page), 'utf8');
    const fences = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, code = '']) => code);
    const fenced = fences.flatMap((code) => code.replaceAll(/\\\n\s*/g, '').split('\n'));
    const inline = [...text.replaceAll(/```[\s\S]*?```/g, '').matchAll(/`([^`]+)`/g)].map(([, code = '']) =>
      code.replaceAll(/\s+/g, ' '),
    );
    return [...fenced, ...inline]
      .map((line) => line.replace(/\s+#.*$/, '').trim())
      .filter((line) => isCommand.test(line))
      .map((command) => ({ page, command }));
  });
}
