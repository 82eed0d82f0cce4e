import { request } from 'node:http';

/** Posts from another address of this machine than the one that callbacks are known to come from. Gives the answer's text. */
export const postAsStranger = (url: string, body: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const sent = request(url, { method: 'POST', headers, localAddress: '127.0.0.2' }, async (answer) => {
      let text = '';
      for await (const chunk of answer) text += String(chunk);
      resolve(text);
    });
    sent.once('error', reject).end(body);
  });
