/** What the make-believe company wrote in its two repositories, from the oldest to the newest: who, and the title of the commit. */
export type Work = readonly (readonly [author: 'ana' | 'ben' | 'dev', title: string])[];

export const history: Record<string, readonly (readonly [version: string, work: Work])[]> = {
  'acme/checkout': [
    ['v1.1.0', [['ana', 'Take the money in one step instead of three']]],
    [
      'v1.2.0',
      [
        ['ben', 'Show the delivery date before the address is typed'],
        ['dev', 'Say which field is missing (#212)'],
      ],
    ],
    ['v1.2.1', [['dev', 'Round the tax per line, as the invoice does (#219)']]],
    [
      'v1.3.0',
      [
        ['ana', 'Keep the basket for a day after the session ends'],
        // Titles are written by anyone who may open a pull request: this one must show up as plain text wherever it is shown.
        ['dev', 'Tell <!channel> about *bold* prices <https://evil.example|click> & more'],
        ['ben', 'Ask payments for the final price once (#231)'],
      ],
    ],
    ['v1.4.0-crash', [['ana', 'Read the voucher rules at start']]],
    ['v1.4.1-pull', [['ben', 'Build the image on the new base']]],
    ['v1.4.2-slow', [['dev', 'Warm the price cache before taking traffic']]],
    ['v1.4.3-unready', [['ana', 'Report ready only when payments is reachable']]],
    ['v1.4.4-late', [['ben', 'Refresh the exchange rates every half minute']]],
  ],
  'acme/payments': [
    ['v1.1.0', [['ben', 'Settle in the currency of the basket']]],
    ['v1.2.0', [['ana', 'Retry a declined card once, with the same key']]],
    ['v1.2.1', [['dev', 'Mask the card number in the receipt (#88)']]],
    [
      'v1.3.0',
      [
        ['ben', 'Answer with the final price'],
        ['ana', 'Close the ledger of the day at midnight UTC (#93)'],
      ],
    ],
    ['v1.4.0-crash', [['dev', 'Load the bank list from the new file']]],
    ['v1.4.1-pull', [['ana', 'Move the image to the new registry path']]],
    ['v1.4.2-slow', [['ben', 'Check every key at start']]],
    ['v1.4.3-unready', [['dev', 'Be ready only with a connection to the bank']]],
    ['v1.4.4-late', [['ana', 'Rotate the keys while running']]],
  ],
};
