import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createTransport, type Transporter } from 'nodemailer';
import { CONFIG, type Config } from '../../config/config.js';
import type { Letter } from './mail-template.js';
import { smtpFailure } from './smtp-failure.js';

export interface Mail extends Letter {
  /** One address, `name@host`. */
  to: string;
  /** The same for every try of one mail, so that a reader's program shows a repeated one once. */
  messageId: string;
  /** Gives the mail up when aborted. The server may have taken it all the same. */
  signal?: AbortSignal;
}

// No vacation notice and no other machine is to answer (RFC 3834).
const HEADERS = { 'Auto-Submitted': 'auto-generated' };

/** Sends mail by SMTP over a few connections, which are kept. */
@Injectable()
export class Mailer implements OnApplicationShutdown {
  readonly #transport: Transporter;

  constructor(@Inject(CONFIG) private readonly config: Config) {
    const { url, maxConnections, timeoutMs } = config.mail;
    this.#transport = createTransport({
      url,
      pool: true,
      maxConnections,
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  /**
   * Resolves when the mail server has taken the mail. Throws PermanentJobError when it has refused this very mail, and
   * the error of the connection or of the server otherwise: then it may take it the next time.
   */
  async send(mail: Mail): Promise<void> {
    const { messageId, ...rest } = mail;
    try {
      await this.#transport.sendMail({
        ...rest,
        from: this.config.mail.from,
        headers: HEADERS,
        messageId: `<${messageId}@groundwork>`,
      });
    } catch (error) {
      throw smtpFailure(error);
    }
  }

  onApplicationShutdown(): void {
    this.#transport.close();
  }
}
