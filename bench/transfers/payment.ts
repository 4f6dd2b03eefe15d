/** What all transfers of the bench have in common. */
export const PAYMENT = { amount: '1', currency: 'EUR', memo: 'Tea' };

/** What the scripts are given besides: the record of a request is as long as one of the service. */
export const VARIABLES: Record<string, string> = {
  ...PAYMENT,
  fingerprint: 'x'.repeat(43),
  answer: JSON.stringify({
    status: 201,
    headers: { location: '/api/v1/transfers/1000000' },
    body: {
      ...{ id: 1_000_000, kind: 'transfer', fromUserId: 500, toUserId: 501 },
      ...PAYMENT,
      createdAt: new Date().toISOString(),
    },
  }),
};
