import { type MessageAttribute, type SqsCalls, SqsFault } from '../aws/sqs-calls.ts';
import type { Queue } from '../resources/queues.ts';
import type { Backend, BackendAnswer } from './integration.ts';

/**
 * SQS behind an AWS integration, spoken to in its query protocol: the template writes a form, of which SendMessage and
 * its parameters are understood. Throws an Error when the URI names no queue of the template.
 */
export function sqsBackend(rest: string, queues: readonly Queue[], sqs: SqsCalls): Backend {
  const name = rest.split('/').at(-1);
  const fixed = queues.find((queue) => queue.name === name);
  if (!fixed && rest !== 'SendMessage')
    throw new Error(`SQS integration ${rest} names no queue of the template`);
  return async (body, query, headers) => {
    if (!headers['Content-Type']?.includes('x-www-form-urlencoded')) {
      return failed(400, 'MalformedInput', 'SQS takes a form: the integration must set its Content-Type.');
    }
    const form = new URLSearchParams([...Object.entries(query), ...new URLSearchParams(body)]);
    const queueUrl =
      fixed?.ref ?? queues.find(({ ref }) => new URL(ref).pathname === pathOf(form.get('QueueUrl')))?.ref;
    const action = form.get('Action') ?? (fixed ? '' : rest);
    if (action !== 'SendMessage')
      return failed(400, 'InvalidAction', `The action ${action} is not valid for this endpoint.`);
    try {
      const { MessageId, MD5OfMessageBody } = await sqs.call<Sent>('SendMessage', messageOf(form, queueUrl));
      const result = { MessageId, MD5OfMessageBody };
      const answer = {
        SendMessageResponse: {
          SendMessageResult: result,
          ResponseMetadata: { RequestId: crypto.randomUUID() },
        },
      };
      return { status: 200, body: JSON.stringify(answer), selector: '200' };
    } catch (error) {
      if (error instanceof SqsFault) return failed(error.status, error.name, error.message);
      return failed(500, 'InternalFailure', 'The queue cannot be reached');
    }
  };
}

interface Sent {
  readonly MessageId: string;
  readonly MD5OfMessageBody: string;
}

function messageOf(form: URLSearchParams, queueUrl: string | undefined) {
  const attributes: Record<string, MessageAttribute> = {};
  for (let index = 1; form.has(`MessageAttribute.${index}.Name`); index += 1) {
    const value = (part: string) => form.get(`MessageAttribute.${index}.Value.${part}`);
    const binary = value('BinaryValue');
    attributes[form.get(`MessageAttribute.${index}.Name`) ?? ''] = {
      DataType: value('DataType') ?? '',
      ...(binary === null ? { StringValue: value('StringValue') ?? '' } : { BinaryValue: binary }),
    };
  }
  const delay = form.get('DelaySeconds');
  const group = form.get('MessageGroupId');
  const deduplication = form.get('MessageDeduplicationId');
  return {
    QueueUrl: queueUrl,
    MessageBody: form.get('MessageBody') ?? '',
    MessageAttributes: attributes,
    ...(delay !== null && { DelaySeconds: Number(delay) }),
    ...(group !== null && { MessageGroupId: group }),
    ...(deduplication !== null && { MessageDeduplicationId: deduplication }),
  };
}

function failed(status: number, code: string, message: string): BackendAnswer {
  const type = status < 500 ? 'Sender' : 'Receiver';
  return {
    status,
    body: JSON.stringify({ Error: { Type: type, Code: code, Message: message } }),
    selector: String(status),
  };
}

function pathOf(url: string | null): string | undefined {
  return url !== null && URL.canParse(url) ? new URL(url).pathname : undefined;
}
