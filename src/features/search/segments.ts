import { SEPARATORS } from '../../shared/languages.js';

/** A part of a text, and whether it is what was searched for. */
export interface Segment {
  text: string;
  match: boolean;
}

// Control characters that no text of ours holds, and that the parser takes for space.
const STAND_INS = [...Array(0x20).keys()]
  .filter((code) => code > 2 && !(code >= 9 && code <= 13))
  .map((code) => String.fromCharCode(code));

/**
 * What has to become of a text before PostgreSQL marks the matches in it, as arguments of `translate`. What separates
 * words is replaced by control characters, and put back afterwards. Those that a text holds itself are taken out,
 * among them the marks, so that nobody can forge one.
 */
export const DISGUISE = {
  from: [...SEPARATORS, '\x01', '\x02', ...STAND_INS].join(''),
  to: STAND_INS.slice(0, SEPARATORS.length).join(''),
};

const MARKS = 'StartSel="\x01", StopSel="\x02"';

/** Options of `ts_headline` for a text that is shown whole, and for one of which the best parts are. */
export const WHOLE = `${MARKS}, HighlightAll=true`;
export const PARTS = `${MARKS}, MaxFragments=2, MaxWords=30, MinWords=12, FragmentDelimiter=" … "`;

/** A text that PostgreSQL has marked, as plain text: whoever shows it decides how matches look. */
export function segmentsOf(marked: string): Segment[] {
  return marked
    .split('\x01')
    .flatMap((part, index) => {
      const [match = '', rest = ''] = index === 0 ? ['', part] : part.split('\x02');
      return [
        { text: undisguised(match), match: true },
        { text: undisguised(rest), match: false },
      ];
    })
    .filter(({ text }) => text !== '');
}

function undisguised(text: string): string {
  return text.replace(/[\x03-\x08\x0e-\x1f]/g, (mark) => SEPARATORS[STAND_INS.indexOf(mark)] ?? '');
}
