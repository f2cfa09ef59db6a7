/**
 * Slack's limits, in one table; the kit cuts at them with an explicit "…" or "+n more", never fails.
 * Sources: Slack's Block Kit reference; `messageText` is the total of all blocks, found in practice (slackapi/bolt-js#2509).
 */
export const limits = {
  messageBlocks: 50,
  modalBlocks: 100,
  messageText: 12_000,
  plainText: 3_900,
  section: 3_000,
  field: 2_000,
  fields: 10,
  header: 150,
  contextElements: 10,
  actions: 25,
  buttonText: 75,
  value: 2_000,
  actionId: 255,
  blockId: 255,
  modalTitle: 24,
  modalSubmit: 24,
  label: 2_000,
  placeholder: 150,
  inputText: 3_000,
  options: 100,
  option: 75,
  optionValue: 150,
  ticks: 10,
  overflow: 5,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
} as const;
