import { continueTrace, formatTraceparent } from './trace-context.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const HEADER = `00-${TRACE}-00f067aa0ba902b7-01`;

describe('a trace', () => {
  it('goes on in a span of its own', () => {
    const trace = continueTrace(HEADER);
    expect(trace).toEqual({ traceId: TRACE, spanId: expect.stringMatching(/^[0-9a-f]{16}$/), flags: '01' });
    expect(trace.spanId).not.toBe('00f067aa0ba902b7');
    expect(continueTrace(formatTraceparent(trace)).traceId).toBe(TRACE);
  });

  it('of a later version is understood', () => {
    expect(continueTrace(`01-${TRACE}-00f067aa0ba902b7-01-more`).traceId).toBe(TRACE);
  });

  it.each([
    undefined,
    '',
    'tea',
    `ff-${TRACE}-00f067aa0ba902b7-01`,
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    HEADER.toUpperCase(),
  ])('begins anew after %j', (header) => {
    const { traceId, flags } = continueTrace(header);
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
    expect([traceId === TRACE, flags]).toEqual([false, '00']);
  });
});
