import type { Changes } from './changes.ts';
import type { Tracker } from './tracker.ts';

/** What the make-believe company has lying about already, and how it wants to be told of more. */
const lyingAbout: Readonly<Record<string, readonly (readonly [by: string, title: string, body: string, labels: readonly string[]])[]>> = {
  'acme/checkout': [
    [
      'devpatel',
      'Voucher field loses focus after a wrong code',
      'Type a wrong code, press Enter, and the cursor is gone.',
      ['bug', 'trivial'],
    ],
    ['ana-ruiz', 'Receipt e-mail shows the price without tax', 'The total is right, the lines are not.', ['bug']],
    ['bokafor', 'Typo on the delivery page: "adress"', 'Second paragraph.', ['trivial', 'good first issue']],
  ],
  'acme/payments': [['bokafor', 'Refund button is enabled twice', 'A second click asks for a second refund.', ['bug']]],
};

const bugForm = `name: Something is broken
description: What happened, and what should have
labels: [bug, trivial]
body:
  - type: markdown
    attributes: { value: "Thank you for telling us." }
  - type: textarea
    id: what
    attributes: { label: What happened?, description: "As short as you like.", placeholder: "I pressed Pay and …" }
    validations: { required: true }
  - type: dropdown
    id: where
    attributes: { label: Where?, options: [Basket, Payment, Receipt] }
`;

export function seedIssues(trackers: ReadonlyMap<string, Tracker>, changes: Changes): void {
  for (const [name, issues] of Object.entries(lyingAbout)) {
    const tracker = trackers.get(name);
    if (!tracker) continue;
    for (const [by, title, body, labels] of issues) changes.open(tracker, by, { title, body, labels, assignees: [] });
  }
  trackers.get('acme/checkout')?.templates.set('bug.yml', bugForm);
}
