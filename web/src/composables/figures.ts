// Figures as the pages write them: differences always with their sign, small shares with enough digits.
import { formatCount, formatNumber, formatPercent } from '@/format';

const withSign = (text: string, value: number): string => (value > 0 ? `+${text}` : value < 0 ? `−${text}` : '±0');

export const signedCount = (n: number): string => withSign(formatCount(Math.abs(n)), n);
/** A difference of shares in percentage points, such as "+1.2". */
export const signedPoints = (difference: number, digits = 1): string => {
  const points = Number((100 * difference).toFixed(digits));
  return withSign(formatNumber(Math.abs(points), digits), points);
};
/** A probability: 48.2 %, 0.22 %. */
export const formatShare = (share: number): string => formatPercent(share, share > 0 && share < 0.0995 ? 2 : 1);
