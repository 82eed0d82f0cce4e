import { BlockList, isIPv4 } from 'node:net';

/**
 * Whether a callback came from an address that M-Pesa is known to call from. Only IPv4 is ever known.
 *
 * @param listed addresses, and networks such as `196.201.212.0/22`.
 */
export function sourceAddresses(listed: readonly string[]): (address: string) => boolean {
  const known = new BlockList();
  for (const entry of listed) {
    const [address = '', bits] = entry.split('/');
    if (bits === undefined) known.addAddress(address);
    else known.addSubnet(address, Number(bits));
  }
  return (address) => isIPv4(address) && known.check(address);
}
