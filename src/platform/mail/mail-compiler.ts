import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';

// What templates are put together from: each part is there as HTML and as text.
const PARTS = ['button', 'layout', 'lines', 'paragraph', 'table'] as const;
type Form = 'html' | 'text';

/** Compiles templates of mails to one of the two forms that every mail has. */
export class MailCompiler {
  readonly #handlebars = Handlebars.create();
  readonly #options: CompileOptions;

  constructor(form: Form) {
    // Without unknown helpers, what stands in a template is always data.
    this.#options = { strict: true, knownHelpersOnly: true, noEscape: form === 'text' };
    for (const part of PARTS) {
      const source = readFileSync(new URL(`./${form}/${part}.hbs`, import.meta.url), 'utf8');
      this.#handlebars.registerPartial(part, this.compile(source));
    }
  }

  compile(source: string): (data: object) => string {
    return this.#handlebars.compile(source, this.#options);
  }
}
