import { BlockList, isIPv4 } from 'node:net';

/**
 * Whether an address is among those listed. Only IPv4 ever is.
 *
 * @param listed addresses, and networks such as `196.201.212.0/22`.
 */
export function addressList(listed: readonly string[]): (address: string) => boolean {
  const known = new BlockList();
  for (const entry of listed) {
    const [address = '', bits] = entry.split('/');
    if (bits === undefined) known.addAddress(address);
    else known.addSubnet(address, Number(bits));
  }
  return (address) => isIPv4(address) && known.check(address);
}
