import type { Random } from '../mpesa/random.ts';
import { type Booking, type OperatorStatus, type Progress, typedReference } from './booking.ts';
import type { MpesaSide } from './mpesa-side.ts';

/** What a payment must come to once all its callbacks are in. */
export interface Outcome {
  readonly status: 'pending' | 'matched' | 'discrepancy' | 'failed' | 'expired';
  /** Kinds of issues, in the order of the alphabet. */
  readonly issues: readonly string[];
}

/** How the receipts of a story end: given to a payment, to none, or none was expected. */
export type Fate = 'matched' | 'unmatched' | 'ignored';

export interface Told extends Outcome {
  readonly progress: Progress;
  /** Of this story's receipts. */
  readonly fate?: Fate;
}

export interface Scene {
  readonly random: Random;
  readonly mpesa: MpesaSide;
  readonly booking: Booking;
}

const matched: Outcome = { status: 'matched', issues: [] };
const discrepancy = (...issues: string[]): Outcome => ({ status: 'discrepancy', issues });
const failed: Outcome = { status: 'failed', issues: [] };

const secondsLater = ({ booking, random }: Scene, from: number, to: number): number =>
  booking.createdAt + random.integer(from, to) * 1_000;

const byC2b = (scene: Scene, money: { amountMinor?: number; reference?: string } = {}) => {
  const at = secondsLater(scene, 30, 200);
  return { at, receipt: scene.mpesa.payByC2b(scene.booking, { at, ...money }) };
};
const byPush = (scene: Scene, more: { stkAmountMinor?: number } = {}) => {
  const at = secondsLater(scene, 12, 40);
  return { at, ...scene.mpesa.payByPush(scene.booking, { at, ...more }) };
};
const done = (at: number, more: Partial<Progress> = {}): Progress => ({
  status: 'completed',
  updatedAt: at + 4_000,
  ...more,
});
const waiting = ({ booking }: Scene, more: Partial<Progress> = {}): Progress => ({
  status: 'processing',
  updatedAt: booking.createdAt,
  ...more,
});

export const paidByMenu = (scene: Scene): Told => {
  const { random, booking } = scene;
  const { at, receipt } = byC2b(
    scene,
    random.chance(0.3) ? { reference: typedReference(random, booking.reference) } : {},
  );
  return {
    ...matched,
    progress: done(at, random.chance(0.5) ? { mpesaReceipt: receipt } : {}),
    fate: 'matched',
  };
};

export const paidByPush = (scene: Scene): Told => {
  const { at, receipt, checkoutRequestId } = byPush(scene);
  const noted = scene.random.chance(0.7) ? { mpesaReceipt: receipt } : {};
  return { ...matched, progress: done(at, { checkoutRequestId, ...noted }), fate: 'matched' };
};

export const brokenOff = (scene: Scene): Told => {
  const resultCode = scene.random.pick(['1032', '1032', '1032', '1', '1', '1037', '1037', '2001', '1019']);
  const at = secondsLater(scene, 8, 60);
  const checkoutRequestId = scene.mpesa.breakOff(scene.booking, { at, resultCode });
  const status = scene.random.pick<OperatorStatus>(['failed', 'failed', 'processing', 'expired']);
  return { ...failed, progress: { status, checkoutRequestId, updatedAt: at + 3_000 } };
};

export const inParts = (scene: Scene): Told => {
  const { random, mpesa, booking } = scene;
  const parts = random.integer(2, 3);
  const partMinor = Math.floor(booking.amountMinor / parts / 100) * 100;
  let at = booking.createdAt;
  for (let part = 1; part <= parts; part++) {
    at += random.integer(20, 60) * 1_000;
    mpesa.payByC2b(booking, {
      at,
      amountMinor: part < parts ? partMinor : booking.amountMinor - partMinor * (parts - 1),
    });
  }
  return { ...matched, progress: done(at), fate: 'matched' };
};

export const paidTwice = (scene: Scene): Told => {
  const { at } = byC2b(scene);
  scene.mpesa.payByC2b(scene.booking, { at: at + scene.random.integer(20, 60) * 1_000 });
  return { ...discrepancy('duplicate_payment'), progress: done(at), fate: 'matched' };
};

/** Off by so many hundredths of the amount, a shilling at least. */
export const offBy =
  (hundredths: number) =>
  (scene: Scene): Told => {
    const { amountMinor } = scene.booking;
    const offMinor =
      Math.sign(hundredths) * Math.max(100, Math.round((Math.abs(hundredths) * amountMinor) / 10_000) * 100);
    const { at } = byC2b(scene, { amountMinor: amountMinor + offMinor });
    return { ...discrepancy('amount_mismatch'), progress: done(at), fate: 'matched' };
  };

/** The money is there under a reference that nobody has. */
export const mistyped = (scene: Scene): Told => {
  byC2b(scene, { reference: scene.booking.reference.replace(/\d{2}$/, 'XX') });
  return { ...discrepancy('missing_transaction'), progress: waiting(scene), fate: 'unmatched' };
};

export const neverPaid = (scene: Scene): Told => ({
  ...discrepancy('missing_transaction'),
  progress: waiting(scene),
});

export const completedUnpaid = (scene: Scene): Told => {
  const { random, mpesa, booking } = scene;
  const at = secondsLater(scene, 20, 60);
  const claim = random.pick(['receipt', 'push', 'nothing']);
  const noted: Partial<Progress> =
    claim === 'receipt'
      ? { mpesaReceipt: mpesa.unknownReceipt(at) }
      : claim === 'push'
        ? { checkoutRequestId: mpesa.breakOff(booking, { at, resultCode: '1032' }) }
        : {};
  return { ...discrepancy('missing_transaction'), progress: done(at, noted) };
};

export const paidThough =
  (status: 'failed' | 'expired') =>
  (scene: Scene): Told => {
    const { at, checkoutRequestId } = byPush(scene);
    return {
      ...discrepancy('status_mismatch'),
      progress: { status, checkoutRequestId, updatedAt: at },
      fate: 'matched',
    };
  };

export const refundedOnPaper = (scene: Scene): Told => {
  const { at } = byC2b(scene);
  return {
    ...discrepancy('status_mismatch'),
    progress: { status: 'refunded', updatedAt: at + 90_000 },
    fate: 'matched',
  };
};

/** Two open payments bear the same reference: nobody may guess whose the money is. */
export const ambiguous = (scene: Scene): Told => {
  byC2b(scene);
  return { ...discrepancy('missing_transaction'), progress: waiting(scene), fate: 'unmatched' };
};

export const sourcesDisagree = (scene: Scene): Told => {
  const { at, checkoutRequestId } = byPush(scene, { stkAmountMinor: scene.booking.amountMinor + 5_000 });
  return { ...discrepancy('conflict'), progress: done(at, { checkoutRequestId }), fate: 'matched' };
};

export const secondTry = (scene: Scene): Told => {
  const checkoutRequestId = scene.mpesa.breakOff(scene.booking, {
    at: secondsLater(scene, 5, 20),
    resultCode: '1032',
  });
  const { at } = byC2b(scene);
  return { ...matched, progress: done(at, { checkoutRequestId }), fate: 'matched' };
};

/** The operator has a quarter of an hour, from when the callback comes, to notice it. */
export const paidButOpen = (scene: Scene): Told => {
  const { checkoutRequestId } = byPush(scene);
  return { ...matched, progress: waiting(scene, { checkoutRequestId }), fate: 'matched' };
};

export const justAsked = (scene: Scene): Told => ({
  status: 'pending',
  issues: [],
  progress: waiting(scene, {
    checkoutRequestId: scene.mpesa.leaveOpen(scene.booking, secondsLater(scene, 1, 3)),
  }),
});

export const givenUp =
  (status: 'failed' | 'expired') =>
  (scene: Scene): Told => ({
    status,
    issues: [],
    progress: { status, updatedAt: secondsLater(scene, 300, 600) },
  });

/** At the counter of a till, the cashier writes the receipt into the booking. */
export const notedByCashier = (scene: Scene): Told => {
  const { at, receipt } = byC2b(scene);
  return { ...matched, progress: done(at, { mpesaReceipt: receipt }), fate: 'matched' };
};

export const knownByStatus = (scene: Scene): Told => {
  const { mpesa, booking } = scene;
  const at = secondsLater(scene, 20, 60);
  const receipt = mpesa.payUnseen(booking, { at }, booking.trade.partner.name);
  return { ...matched, progress: done(at, { mpesaReceipt: receipt }), fate: 'matched' };
};

export const strangePartner = (scene: Scene): Told => {
  const { at } = byC2b(scene);
  return { ...matched, progress: done(at, { partnerId: 'left-in-2024' }), fate: 'matched' };
};
