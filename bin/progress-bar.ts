const width = 32;

/** One line that moves while there is a terminal to see it. */
export function progressBar(what: string): (done: number, of: number) => void {
  let shown = -1;
  return (done, of) => {
    const percent = of === 0 ? 100 : Math.floor((done / of) * 100);
    if (percent === shown) return;
    shown = percent;
    const filled = Math.round((width * percent) / 100);
    const bar = `${'█'.repeat(filled)}${'░'.repeat(width - filled)}`;
    if (process.stdout.isTTY)
      process.stdout.write(`\r${what.padEnd(28)} ${bar} ${String(percent).padStart(3)} %`);
    if (percent === 100) process.stdout.write(process.stdout.isTTY ? '\n' : `${what}: done\n`);
  };
}
