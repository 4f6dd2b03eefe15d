import { Counter, Gauge, Histogram } from 'prom-client';

/** Passwords that wait to be hashed. */
export const hashingQueue = new Gauge({
  name: 'groundwork_password_hashing_queue',
  help: 'Passwords that wait to be hashed',
});

/** Time to hash one password, without the time it waited. work: hash, verify. */
export const hashingTime = new Histogram({
  name: 'groundwork_password_hashing_seconds',
  help: 'Time to hash one password, without the time it waited',
  labelNames: ['work'],
  buckets: [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2],
});

/** Passwords that were not hashed because too many waited. */
export const hashingRefused = new Counter({
  name: 'groundwork_password_hashing_refused_total',
  help: 'Passwords that were not hashed because too many waited',
});
