/** The greatest common divisor; of 0 and a number that number. */
export function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
