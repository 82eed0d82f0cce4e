import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { UnreadableMessage } from '../kernel/message.ts';
import { logger } from './logger.ts';
import { count } from './metrics.ts';
import { onion } from './onion.ts';

export interface QueueEdge<Work> {
  /** Throws UnreadableMessage for one that no further try makes readable. */
  readonly read: (record: SQSRecord) => Work;
  /** Throws when the message must be tried again; what it did is safe to repeat. */
  readonly handle: (work: Work) => Promise<unknown>;
  /** Delays the next delivery of a message that failed. */
  readonly delay: (record: SQSRecord, seconds: number) => Promise<void>;
  /** Puts such a message into the dead letters at once. Without it, it is tried like one that failed. */
  readonly putAside?: (record: SQSRecord, reason: string) => Promise<void>;
  /** Whether somebody else's system failed, of which people hear otherwise: it is tried again, and not counted as a failure of ours. */
  readonly isOthersFailure?: (error: unknown) => boolean;
  /** How long a message that failed is hidden, by the times it was received. @default 10 s, and three times longer each time */
  readonly backoffSeconds?: (receiveCount: number) => number;
  /** Runs once after the batch. */
  readonly afterBatch?: () => Promise<void>;
}

/**
 * Five receives and then the DLQ: waits of 10, 30, 90 and 270 s spread the tries over seven minutes. SQS puts the message
 * aside when it would hand it out once more, so the wait after the last try counts as well: 810 s, 20 minutes in all.
 */
const backoffSeconds = (receiveCount: number): number => Math.min(900, 10 * 3 ** (receiveCount - 1));

/** Handles a batch message by message, side by side; only those that failed are delivered again, later each time. */
export function queueEdge<Work>(edge: QueueEdge<Work>) {
  const processor = new BatchProcessor(EventType.SQS);
  const hideFor = edge.backoffSeconds ?? backoffSeconds;
  const isPutAside = async (error: unknown, record: SQSRecord): Promise<boolean> => {
    if (!(error instanceof UnreadableMessage) || !edge.putAside) return false;
    try {
      await edge.putAside(record, error.message);
    } catch (refused) {
      logger.warn('message cannot be put aside', { error: refused, messageId: record.messageId });
      return false;
    }
    logger.error('message put aside', { reason: error.message, messageId: record.messageId });
    return true;
  };
  const handleRecord = async (record: SQSRecord): Promise<void> => {
    try {
      await edge.handle(edge.read(record));
    } catch (error) {
      if (await isPutAside(error, record)) return;
      const receiveCount = Number(record.attributes.ApproximateReceiveCount);
      logger.warn('message failed', { error, messageId: record.messageId, receiveCount });
      // Neither part of the share of failures: a target that is down all day would hide ours among its tries.
      if (edge.isOthersFailure?.(error)) count('MessagesHandled', -1);
      else count('MessagesFailed');
      await edge.delay(record, hideFor(receiveCount)).catch((late: unknown) => {
        logger.warn('message keeps its visibility', { error: late, messageId: record.messageId });
      });
      throw error;
    }
  };
  return onion<SQSEvent, SQSBatchResponse>().handler(async (event: SQSEvent, context: Context) => {
    count('MessagesHandled', event.Records.length);
    try {
      return await processPartialResponse(event, handleRecord, processor, {
        context,
        throwOnFullBatchFailure: false,
      });
    } finally {
      await edge.afterBatch?.();
    }
  });
}

/** Text of a message attribute; undefined when the sender did not set it. */
export const attributeOf = (record: SQSRecord, name: string): string | undefined =>
  record.messageAttributes[name]?.stringValue;

/** A message that was handed out before may be half done. */
export const isRedelivered = (record: SQSRecord): boolean =>
  Number(record.attributes.ApproximateReceiveCount) > 1;
