/** Base URLs of Safaricom's API, without a trailing slash. */
export const darajaBaseUrls = {
  sandbox: 'https://sandbox.safaricom.co.ke',
  production: 'https://api.safaricom.co.ke',
} as const;

/** Addresses that callbacks come from: twelve that Safaricom names, three more that integrators have seen. */
export const safaricomAddresses: readonly string[] = [
  '196.201.212.69',
  '196.201.212.74',
  '196.201.212.127',
  '196.201.212.128',
  '196.201.212.129',
  '196.201.212.132',
  '196.201.212.136',
  '196.201.212.138',
  '196.201.213.44',
  '196.201.213.114',
  '196.201.214.200',
  '196.201.214.206',
  '196.201.214.207',
  '196.201.214.208',
  '196.201.214.212',
];

const forbiddenWords = ['m-pesa', 'mpesa', 'safaricom', 'exec', 'exe', 'cmd', 'sql', 'query'];

/** The words in a callback URL for which Daraja refuses it, whatever their case; of `exec` and `exe` the longer one. */
export const forbiddenWordsIn = (url: string): readonly string[] => {
  const lower = url.toLowerCase();
  const found = forbiddenWords.filter((word) => lower.includes(word));
  return found.filter((word) => !found.some((other) => other !== word && other.includes(word)));
};
