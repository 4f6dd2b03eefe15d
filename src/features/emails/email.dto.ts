import { IsEmail, MaxLength } from 'class-validator';
import { IsText } from '../../platform/http/is-text.js';

export class SendEmailDto {
  /**
   * Address of the receiver.
   * @example ada@example.com
   */
  @IsEmail()
  @MaxLength(254)
  // A quoted local part may hold line breaks, which a mail header must not.
  @IsText({ min: 3, max: 254 })
  to!: string;

  /**
   * 1 to 200 characters on one line.
   * @example "Tea at four?"
   */
  @IsText({ min: 1, max: 200 })
  subject!: string;

  /**
   * 1 to 50 000 characters of plain text.
   * @example "The engine is ready to be seen."
   */
  @IsText({ min: 1, max: 50_000, multiline: true })
  body!: string;
}

export class AcceptedEmailDto {
  /**
   * Id of the job that sends the mail.
   * @example 5f0c1c1e-6f0e-4d67-9b0a-2f6f3c1d7a55
   */
  jobId!: string;
}
