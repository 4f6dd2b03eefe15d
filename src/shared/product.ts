/** What the product is called where people see it: mails, the API's description, authenticator apps. */
export const PRODUCT = 'Groundwork';
