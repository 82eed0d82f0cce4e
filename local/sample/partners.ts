/** A partner as the operator's MongoDB holds it. */
export interface PartnerDocument {
  readonly _id: string;
  readonly name: string;
  readonly status: 'active';
  readonly shortcodes: readonly {
    readonly shortcode: string;
    readonly kind: 'paybill' | 'till';
    readonly expectsPayments: boolean;
    readonly validation: 'accept_all' | 'check';
  }[];
}

/** One line of a partner's business: what it sells, and how its own system writes that down. */
export interface Trade {
  readonly partner: PartnerDocument;
  readonly paybill: string;
  readonly till?: string;
  /** References are this and five digits. */
  readonly prefix: string;
  readonly fleets: readonly [string, ...string[]];
  readonly routes: readonly [string, ...string[]];
  readonly vehicles: readonly [string, ...string[]];
  readonly drivers: readonly [string, ...string[]];
  readonly staff: readonly [string, ...string[]];
  /** Whole shillings, each in steps. */
  readonly price: { readonly from: number; readonly to: number; readonly step: number };
  /** Of all payments, in hundredths. */
  readonly share: number;
  /** Systems differ in how they keep ids, amounts and times. */
  readonly writes: 'native' | 'text' | 'decimal';
}

const acme: Trade = {
  partner: {
    _id: '550e8400-e29b-41d4-a716-446655440000',
    name: 'Acme Buses',
    status: 'active',
    shortcodes: [
      { shortcode: '600111', kind: 'paybill', expectsPayments: true, validation: 'accept_all' },
      { shortcode: '9000111', kind: 'till', expectsPayments: true, validation: 'accept_all' },
    ],
  },
  paybill: '600111',
  till: '9000111',
  prefix: 'INV-',
  fleets: ['acme-nairobi', 'acme-coast'],
  routes: ['Nairobi – Mombasa', 'Nairobi – Kisumu', 'Nairobi – Nakuru', 'Mombasa – Malindi', 'CBD – Rongai'],
  vehicles: ['KDA 412B', 'KDC 908K', 'KCX 117P', 'KDG 553M', 'KDJ 240T', 'KCZ 866F'],
  drivers: ['Peter Njoroge', 'Hamisi Juma', 'Grace Atieno', 'Joseph Mutiso'],
  staff: ['Mercy Wanjiku', 'Brian Okello', 'Zainab Ali'],
  price: { from: 50, to: 1_800, step: 50 },
  share: 58,
  writes: 'native',
};

const karibu: Trade = {
  partner: {
    _id: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
    name: 'Karibu Clinics',
    status: 'active',
    shortcodes: [{ shortcode: '174379', kind: 'paybill', expectsPayments: true, validation: 'check' }],
  },
  paybill: '174379',
  prefix: 'VST-',
  fleets: ['karibu-westlands', 'karibu-thika'],
  routes: ['Consultation', 'Laboratory', 'Pharmacy', 'Dental'],
  vehicles: ['Desk 1', 'Desk 2', 'Desk 3'],
  drivers: ['Dr. Omondi', 'Dr. Kilonzo', 'Dr. Said'],
  staff: ['Ruth Chepkoech', 'Kevin Mwangi'],
  price: { from: 500, to: 12_000, step: 100 },
  share: 22,
  writes: 'text',
};

const mwangaza: Trade = {
  partner: {
    _id: '9b2d7b1e-3f4a-4c58-8d0e-2a6f5c1b7e93',
    name: 'Mwangaza Power',
    status: 'active',
    shortcodes: [
      { shortcode: '600222', kind: 'paybill', expectsPayments: true, validation: 'accept_all' },
      // The staff canteen: nobody books what is eaten there.
      { shortcode: '9000222', kind: 'till', expectsPayments: false, validation: 'accept_all' },
    ],
  },
  paybill: '600222',
  prefix: 'MTR-',
  fleets: ['mwangaza-tokens'],
  routes: ['Prepaid', 'Postpaid'],
  vehicles: ['Zone A', 'Zone B', 'Zone C', 'Zone D'],
  drivers: ['Feeder 4', 'Feeder 7', 'Feeder 12'],
  staff: ['Dennis Kiplagat', 'Lucy Wairimu'],
  price: { from: 100, to: 5_000, step: 50 },
  share: 20,
  writes: 'decimal',
};

/** Three partners with five shortcodes. */
export const trades = [acme, karibu, mwangaza] as const;
export const busTrade: Trade & { readonly till: string } = { ...acme, till: '9000111' };
export const canteenTill = '9000222';
