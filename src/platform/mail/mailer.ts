import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createTransport, type Transporter } from 'nodemailer';
import { CONFIG, type Config } from '../../config/config.js';

export interface Mail {
  /** One address, `name@host`. */
  to: string;
  subject: string;
  text: string;
  html?: string;
  /** The same for every try of one mail, so that a reader's program shows a repeated one once. */
  messageId: string;
}

/** Sends mail by SMTP over a few pooled connections. */
@Injectable()
export class Mailer implements OnApplicationShutdown {
  readonly #transport: Transporter;

  constructor(@Inject(CONFIG) private readonly config: Config) {
    this.#transport = createTransport({
      url: config.mail.url,
      pool: true,
      maxConnections: 3,
      connectionTimeout: 10_000,
      socketTimeout: 20_000,
    } as object);
  }

  /** Resolves when the mail server has taken the mail; rejects with the server's answer otherwise. */
  async send(mail: Mail): Promise<void> {
    const { messageId, ...rest } = mail;
    await this.#transport.sendMail({
      ...rest,
      from: this.config.mail.from,
      messageId: `<${messageId}@groundwork>`,
    });
  }

  onApplicationShutdown(): void {
    this.#transport.close();
  }
}
