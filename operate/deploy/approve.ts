import { ask, somebodyIsThere } from '../confirm.ts';
import { type Loss, lossLine } from './losses.ts';

/** What was agreed to on the command line. */
export interface Agreed {
  /** To an update by which no data is lost. */
  readonly yes: boolean;
  /** To the loss of these, by logical id. */
  readonly losses: readonly string[];
}

/** Whether the deployment may go on; otherwise what is said of it. */
export type Approval = { readonly ok: true } | { readonly ok: false; readonly message: string };

/** Has a person agree: to any loss by the name of the stage, to anything else by a plain yes. */
export async function approve(stage: string, losses: readonly Loss[], agreed: Agreed): Promise<Approval> {
  if (losses.length > 0)
    console.log(['', 'Data would be lost:', ...losses.map((loss) => `  ${lossLine(loss)}`)].join('\n'));
  const known = losses.map(({ logicalId }) => logicalId);
  const strange = agreed.losses.filter((logicalId) => !known.includes(logicalId));
  if (strange.length > 0) {
    const expected = known.length > 0 ? `one of ${known.join(', ')}` : 'none, since no data would be lost';
    return refused(`--allow-loss: expected ${expected}; got ${strange.join(', ')}. Nothing was deployed.`);
  }
  const open = losses.filter(({ logicalId }) => !agreed.losses.includes(logicalId));
  if (open.length > 0) {
    if (!somebodyIsThere()) {
      const flags = open.map(({ logicalId }) => `--allow-loss ${logicalId}`).join(' ');
      return refused(`Nothing was deployed, since data would be lost. If that is meant: ${flags}`);
    }
    const typed = await ask(`Type the name of the stage, ${stage}, to lose it, or anything else to stop: `);
    return typed === stage ? { ok: true } : refused('Nothing was deployed.');
  }
  if (agreed.yes) return { ok: true };
  if (!somebodyIsThere())
    return refused('Nothing was deployed: nobody is there to ask; give --yes to deploy unseen.');
  const typed = await ask(`Deploy ${stage}? [y/N] `);
  return /^y(es)?$/i.test(typed) ? { ok: true } : refused('Nothing was deployed.');
}

const refused = (message: string): Approval => ({ ok: false, message });
