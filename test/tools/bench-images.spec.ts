import { runBench } from '../support/bench.ts';

interface WayResult {
  pictures: string;
  way: string;
  perSecond: number;
  perCore: number;
  ratio: number;
}

describe('npm run bench images', () => {
  it('compares the processes of the product with sharp in one process', async () => {
    const settings = ['--rounds', '1', '--images', '1'];
    const { stdout, result } = await runBench<{ ways: WayResult[] }>('images', settings);
    expect(stdout).toContain('images/s a core');
    const ways = ['sharp in one process', 'groundwork, 1 process', 'groundwork, 2 processes'];
    expect(result.ways.map(({ pictures, way }) => `${pictures}: ${way}`)).toEqual(
      ['4000 × 3000', '1200 × 900'].flatMap((pictures) => ways.map((way) => `${pictures}: ${way}`)),
    );
    for (const { perSecond, perCore, ratio } of result.ways)
      expect(Math.min(perSecond, perCore, ratio)).toBeGreaterThan(0);
  }, 240_000);
});
