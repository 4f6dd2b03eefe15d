import { letter } from './letter.js';

describe('a letter', () => {
  it('says the same as text and as HTML', () => {
    const link = { label: 'Verify', url: 'https://app.example.com/verify-email#token=abc' };
    expect(letter({ to: 'Ada', paragraphs: ['follow this link:', 'Or not.'], link })).toEqual({
      text: `Hello Ada,\n\nfollow this link:\n\n${link.url}\n\nOr not.\n`,
      html: `<p>Hello Ada,</p><p>follow this link:</p><p><a href="${link.url}">Verify</a></p><p>Or not.</p>`,
    });
  });

  it('takes nothing for markup', () => {
    const { html } = letter({
      to: '<script>alert(1)</script>',
      paragraphs: ['a < b & c'],
      link: { label: '<b>', url: 'https://x.example/"onclick="alert(1)' },
    });
    expect(html).toBe(
      '<p>Hello &lt;script&gt;alert(1)&lt;/script&gt;,</p><p>a &lt; b &amp; c</p>' +
        '<p><a href="https://x.example/&quot;onclick=&quot;alert(1)">&lt;b&gt;</a></p>',
    );
  });
});
