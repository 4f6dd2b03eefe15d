import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { PASSWORD } from './accounts.ts';
import { type Config, type JwtStrategy, loadProduct, type Product } from './product.ts';
import { quietCpuUs } from './quiet-cpu.ts';

/** CPU time of single steps, in this process and without HTTP, in microseconds. */
export interface StepCosts {
  /** To check one password. */
  hashUs: number;
  hashParameters: string;
  /** To find out who an access token is from. */
  accessTokenUs: number;
  /** Of that, the bare signature. */
  signatureUs: number;
  accessTokenTargetUs: number;
}

export async function measureSteps(env: NodeJS.ProcessEnv, accessToken: string): Promise<StepCosts> {
  const product = await loadProduct();
  const config = product.parseConfig(env);
  const hasher = new product.PasswordHasher(config);
  const stored = await hasher.hash(PASSWORD);
  const { hashMemoryKib, hashIterations, hashParallelism } = config.passwords;
  const strategy = strategyOf(product, config);
  const hashing = { hash: () => hasher.verify(stored, PASSWORD) };
  const verifying = {
    token: () => authenticate(strategy, accessToken),
    signature: signatureCheck(config, accessToken),
  };
  const { hash: hashUs } = await quietCpuUs(hashing, { tries: 20, times: 2 });
  const { token, signature } = await quietCpuUs(verifying, { tries: 60, times: 200 });
  return {
    hashUs,
    hashParameters: `argon2id, ${hashMemoryKib} KiB, ${hashIterations} passes, ${hashParallelism} lanes`,
    accessTokenUs: token,
    signatureUs: signature,
    accessTokenTargetUs: 100,
  };
}

// All of the strategy but the question to Redis whether the session has ended.
function strategyOf({ JwtStrategy, SigningKeys }: Product, config: Config): JwtStrategy {
  const sessions = { hasEnded: () => Promise.resolve(false) };
  const cookies = { accessToken: () => undefined };
  return new JwtStrategy(sessions, cookies, new SigningKeys(config), config);
}

function authenticate(shared: JwtStrategy, token: string): Promise<object> {
  return new Promise((resolve, reject) => {
    const strategy = Object.create(shared) as JwtStrategy;
    strategy.success = resolve;
    strategy.fail = (challenge) => reject(new Error(`the access token was refused: ${String(challenge)}`));
    strategy.error = reject;
    strategy.authenticate({ headers: { authorization: `Bearer ${token}` } });
  });
}

// With a signature in the form that OpenSSL knows, as libraries hand it over: another one costs a third more.
function signatureCheck({ accessTokens }: Config, token: string): () => void {
  const [jwk = {}] = accessTokens.keys;
  const privateKey = createPrivateKey({ key: jwk, format: 'jwk' });
  const publicKey = createPublicKey(privateKey);
  const signed = Buffer.from(token.slice(0, token.lastIndexOf('.')));
  const signature = sign('sha256', signed, privateKey);
  return () => {
    if (!verify('sha256', signed, publicKey, signature)) throw new Error('forged');
  };
}
