const PLANS = 'ANONYMOUS USER MODERATOR ADMIN API_KEY LOGIN REGISTER REFRESH MAIL MAIL_TARGET UPLOAD'.split(
  ' ',
);

/** What a test may send that is not about limits. Those that are set their own. */
export const GENEROUS_LIMITS: Record<string, string> = {
  ...Object.fromEntries(PLANS.map((plan) => [`RATE_LIMIT_${plan}`, '1000000/15m'])),
  LOGIN_ADDRESS_ATTEMPTS: '1000000',
};
