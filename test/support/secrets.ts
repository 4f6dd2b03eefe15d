import { newSecrets } from '../../src/config/secrets.js';

/** The secrets of every application of this test file, so that one understands what another has signed. */
export const TEST_SECRETS = newSecrets();
