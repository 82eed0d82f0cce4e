import * as z from 'zod/mini';
import { readMessage } from '../kernel/message.ts';

const balanceRequest = z.object({ checkId: z.string().check(z.minLength(1)) });

/** Work for `query-balance`: ask M-Pesa what a check wants to know. */
export type BalanceRequest = z.infer<typeof balanceRequest>;

/** Reads the body of a message; throws when it is no such request. */
export const parseBalanceRequest = (body: string): BalanceRequest => readMessage(balanceRequest, body);
