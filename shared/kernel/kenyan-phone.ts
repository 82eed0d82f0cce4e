const clear = /^(?:\+?254|0)?([17]\d{8})$/;

/** A clear Kenyan mobile number in any usual spelling (07…, 7…, +254…, with blanks or dashes) as `2547XXXXXXXX` or `2541XXXXXXXX`. */
export function kenyanPhone(text: string): string | undefined {
  const match = clear.exec(text.replaceAll(/[\s-]/g, ''));
  return match ? `254${match[1]}` : undefined;
}
