import type { Config } from '../../config/config.js';
import { PasswordPolicy } from './password-policy.js';

const config = { passwords: { minLength: 12, maxLength: 128 } } as Config;
const policy = new PasswordPolicy(config);
const ABOUT = ['ada.lovelace.king@example.com', 'Augusta Ada King'];
const admit = (password: string) => policy.admit(password, ABOUT, 'newPassword');

describe('the policy for passwords', () => {
  it.each([
    ['11 characters', 'elevenchars', 'password_too_short'],
    ['11 characters of several units', '🐴🔋📎🧡🐴🔋📎🧡🐴🔋📎', 'password_too_short'],
    ['12 that are 6 when composed', 'e\u0301'.repeat(6), 'password_too_short'],
    ['129 characters', 'x'.repeat(129), 'password_too_long'],
    ['18 that are 324 in their normal form', '\ufdfa'.repeat(18), 'password_too_long'],
    ['10 000 characters', 'x'.repeat(10_000), 'password_not_text'],
    ['NUL', 'a long password\0', 'password_not_text'],
    ['half a surrogate pair', 'a long password\udc00', 'password_not_text'],
    ['a line break', 'a long\npassword', 'password_not_text'],
    ['one of the commonest', 'password1234', 'password_common'],
    ['one of the commonest in capitals', 'QWERTYUIOP12', 'password_common'],
    ['one of the commonest in full width', 'ｐａｓｓｗｏｒｄ１２３４', 'password_common'],
    ['one of the commonest, twice', 'dragonflydragonfly', 'password_common'],
    ['one letter', 'zzzzzzzzzzzzzz', 'password_common'],
    ['the address', 'Ada.Lovelace.King@example.com', 'password_personal'],
    ['the address without its host', 'AdaLovelaceKing', 'password_personal'],
    ['the name', 'augusta-ada-king', 'password_personal'],
  ])('refuses %s', async (_, password, code) => {
    await expect(admit(password)).rejects.toMatchObject({
      code: 'invalid',
      reason: 'password_refused',
      errors: [{ field: 'newPassword', code }],
    });
  });

  it.each([
    ['12 characters', 'twelve chars'],
    ['128 characters', 'correct horse battery staple '.repeat(5).slice(0, 128)],
    ['128 characters of several units', '🐴🔋📎🧡🦑🪐'.repeat(22).slice(0, 256)],
    ['a phrase with a common word', 'my password is long'],
    ['a name with more', 'augusta ada king of 1835'],
  ])('admits %s', async (_, password) => {
    await expect(admit(password)).resolves.toBe(password.normalize('NFKC'));
  });
});
