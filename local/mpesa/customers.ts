import { createHash } from 'node:crypto';

const firstNames = [
  'Amina',
  'Baraka',
  'Chebet',
  'Daudi',
  'Esther',
  'Fatuma',
  'Githinji',
  'Halima',
  'Ibrahim',
  'Joyce',
  'Kamau',
  'Leila',
  'Mwangi',
  'Naliaka',
  'Otieno',
  'Purity',
  'Rashid',
  'Sanaipei',
  'Tabitha',
  'Wekesa',
];
const lastNames = [
  'Achieng',
  'Barasa',
  'Cheruiyot',
  'Hassan',
  'Kariuki',
  'Kiprono',
  'Maina',
  'Mutua',
  'Njeri',
  'Ochieng',
  'Wafula',
  'Wambui',
];

/** The name that M-Pesa knows this number under; always the same one. */
export function nameOf(phone: string): { readonly first: string; readonly last: string } {
  const number = Number(phone.slice(-6));
  return {
    first: firstNames[number % firstNames.length] ?? '',
    last: lastNames[Math.floor(number / firstNames.length) % lastNames.length] ?? '',
  };
}

/** As C2B v1 tells a number: SHA-256 of its twelve digits. */
export const hashedPhone = (phone: string): string => createHash('sha256').update(phone).digest('hex');

/** As C2B v2 tells it: `2547 ***** 111`. */
export const starredPhone = (phone: string): string => `${phone.slice(0, 4)} ***** ${phone.slice(-3)}`;
