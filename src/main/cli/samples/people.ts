import { oneOf, type Random } from './random.js';

export interface Person {
  name: string;
  email: string;
}

/** The person with this number: nobody else has the same address. */
export function aPerson(random: Random, number: number): Person {
  const first = oneOf(random, FIRST_NAMES);
  const last = oneOf(random, LAST_NAMES);
  const local = `${plain(first)}.${plain(last)}.${number.toString(36)}`;
  return { name: `${first} ${last}`, email: `${local}@${oneOf(random, HOSTS)}` };
}

/** Names as addresses have them. */
function plain(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase();
}

// Nobody receives mail there: RFC 2606.
const HOSTS = ['example.com', 'example.net', 'example.org', 'mail.example.com', 'work.example.org'];

const FIRST_NAMES =
  'Aaliyah Adam Agnes Aisha Alan Amélie Ana Andrés Anna Arjun Astrid Ben Björn Camila Chen Chloé Daniel David Diego Elena Emeka Emma Fatima François Giulia Hana Hugo Ingrid Isabel Ivan Jack James Jan José Julia Jürgen Karim Kenji Laura Leila Linda Lucas Mai Margaret Maria Mateo Mohammed Nadia Nina Noah Olga Oscar Pedro Priya Renée Rosa Samuel Sofia Thomas Yusuf Zoë'.split(
    ' ',
  );
const LAST_NAMES =
  "Abbott Adeyemi Ali Andersson Bauer Becker Bianchi Brown Castillo Chavez Cohen Costa Díaz Dubois Dvořák Eriksson Evans Fernández Fischer Fontaine García Green Gupta Haddad Hansen Hughes Ito Ivanova Johnson Kaya Keller Khan Kim Kowalski Larsen Lee Lefèvre Lopez Martin Mbeki Meyer Moreau Müller Murphy Nakamura Nguyen Núñez O'Brien Okafor Olsen Patel Pereira Petrov Popescu Rossi Santos Schäfer Sharma Silva Singh Smith Smith-Jones Suzuki Taylor Tran van-Dijk Virtanen Walker Wang Weber Williams Wójcik Yilmaz Zhang".split(
    ' ',
  );
