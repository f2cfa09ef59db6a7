import { z } from 'zod';

/** The rules of Block Kit: which shapes Slack takes, and how long each part may be. */

const id = z.string().min(1).max(255).optional();
const plain = (max: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: z.string().min(1).max(max), emoji: z.boolean().optional() });
const mrkdwn = (max: number) =>
  z.strictObject({ type: z.literal('mrkdwn'), text: z.string().min(1).max(max), verbatim: z.boolean().optional() });
const text = (max: number) => z.discriminatedUnion('type', [plain(max), mrkdwn(max)]);

const confirm = z.strictObject({
  title: plain(100),
  text: text(300),
  confirm: plain(30),
  deny: plain(30),
  style: z.enum(['primary', 'danger']).optional(),
});
const option = z.strictObject({
  text: text(75),
  value: z.string().min(1).max(150),
  description: text(75).optional(),
  url: z.string().max(3000).optional(),
});
const optionGroup = z.strictObject({ label: plain(75), options: z.array(option).min(1).max(100) });

const placeholder = plain(150).optional();
const actionable = { action_id: id, confirm: confirm.optional(), focus_on_load: z.boolean().optional() };
const input = { action_id: id, focus_on_load: z.boolean().optional(), placeholder };
const dispatch = { dispatch_action_config: z.strictObject({ trigger_actions_on: z.array(z.string()) }).optional() };
const choices = { options: z.array(option).min(1).max(100).optional(), option_groups: z.array(optionGroup).min(1).max(100).optional() };
const select = { ...actionable, placeholder };
const multi = { ...select, max_selected_items: z.number().int().min(1).optional() };
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const conversations = { default_to_current_conversation: z.boolean().optional(), filter: z.looseObject({}).optional() };

const button = z.strictObject({
  type: z.literal('button'),
  text: plain(75),
  action_id: id,
  url: z.string().max(3000).optional(),
  value: z.string().max(2000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  confirm: confirm.optional(),
  accessibility_label: z.string().max(75).optional(),
});
const picture = {
  type: z.literal('image'),
  image_url: z.string().min(1).max(3000).optional(),
  slack_file: z.looseObject({}).optional(),
  alt_text: z.string().min(1).max(2000),
};
const hasPicture = (image: { image_url?: unknown; slack_file?: unknown }) =>
  (image.image_url === undefined) !== (image.slack_file === undefined);
const imageElement = z.strictObject(picture).refine(hasPicture, { message: 'missing required field: image_url' });
const hasChoices = (menu: { options?: unknown; option_groups?: unknown }) =>
  (menu.options === undefined) !== (menu.option_groups === undefined);
const staticSelect = z
  .strictObject({ type: z.literal('static_select'), ...select, ...choices, initial_option: option.optional() })
  .refine(hasChoices, { message: 'missing required field: options' });
const multiStaticSelect = z
  .strictObject({ type: z.literal('multi_static_select'), ...multi, ...choices, initial_options: z.array(option).optional() })
  .refine(hasChoices, { message: 'missing required field: options' });
const minQuery = { min_query_length: z.number().int().min(0).optional() };
const externalSelect = z.strictObject({ type: z.literal('external_select'), ...select, ...minQuery, initial_option: option.optional() });
const multiExternalSelect = z.strictObject({
  type: z.literal('multi_external_select'),
  ...multi,
  ...minQuery,
  initial_options: z.array(option).optional(),
});
const response = { response_url_enabled: z.boolean().optional() };
const usersSelect = z.strictObject({ type: z.literal('users_select'), ...select, initial_user: z.string().optional() });
const multiUsersSelect = z.strictObject({ type: z.literal('multi_users_select'), ...multi, initial_users: z.array(z.string()).optional() });
const channelsSelect = z.strictObject({
  type: z.literal('channels_select'),
  ...select,
  ...response,
  initial_channel: z.string().optional(),
});
const conversationsSelect = z.strictObject({
  type: z.literal('conversations_select'),
  ...select,
  ...response,
  ...conversations,
  initial_conversation: z.string().optional(),
});
const overflow = z.strictObject({
  type: z.literal('overflow'),
  action_id: id,
  confirm: confirm.optional(),
  options: z.array(option).min(1).max(5),
});
const datepicker = z.strictObject({ type: z.literal('datepicker'), ...select, initial_date: date.optional() });
const timepicker = z.strictObject({
  type: z.literal('timepicker'),
  ...select,
  initial_time: z
    .string()
    .regex(/^\d{2}:\d{2}$/)
    .optional(),
  timezone: z.string().optional(),
});
const datetimepicker = z.strictObject({ type: z.literal('datetimepicker'), ...actionable, initial_date_time: z.number().int().optional() });
const radioButtons = z.strictObject({
  type: z.literal('radio_buttons'),
  ...actionable,
  options: z.array(option).min(1).max(10),
  initial_option: option.optional(),
});
const checkboxes = z.strictObject({
  type: z.literal('checkboxes'),
  ...actionable,
  options: z.array(option).min(1).max(10),
  initial_options: z.array(option).min(1).optional(),
});
const plainTextInput = z.strictObject({
  type: z.literal('plain_text_input'),
  ...input,
  ...dispatch,
  initial_value: z.string().max(3000).optional(),
  multiline: z.boolean().optional(),
  min_length: z.number().int().min(0).max(3000).optional(),
  max_length: z.number().int().min(1).max(3000).optional(),
});
const numberInput = z.strictObject({
  type: z.literal('number_input'),
  ...input,
  ...dispatch,
  is_decimal_allowed: z.boolean(),
  initial_value: z.string().optional(),
  min_value: z.string().optional(),
  max_value: z.string().optional(),
});
const urlInput = z.strictObject({ type: z.literal('url_text_input'), ...input, ...dispatch, initial_value: z.string().optional() });
const emailInput = z.strictObject({ type: z.literal('email_text_input'), ...input, ...dispatch, initial_value: z.string().optional() });

const selects = [
  staticSelect,
  multiStaticSelect,
  externalSelect,
  multiExternalSelect,
  usersSelect,
  multiUsersSelect,
  channelsSelect,
  conversationsSelect,
] as const;
const pickers = [datepicker, timepicker, datetimepicker, radioButtons, checkboxes] as const;

const section = z
  .strictObject({
    type: z.literal('section'),
    block_id: id,
    text: text(3000).optional(),
    fields: z.array(text(2000)).min(1).max(10).optional(),
    accessory: z.discriminatedUnion('type', [button, imageElement, overflow, ...selects, ...pickers]).optional(),
    expand: z.boolean().optional(),
  })
  .refine((block) => block.text !== undefined || block.fields !== undefined, { message: 'missing required field: text' });

/** Any block that a message or view may hold. */
export const BlockShape = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('header'), block_id: id, text: plain(150) }),
  section,
  z.strictObject({ type: z.literal('divider'), block_id: id }),
  z.strictObject({
    type: z.literal('context'),
    block_id: id,
    elements: z
      .array(z.discriminatedUnion('type', [plain(3000), mrkdwn(3000), imageElement]))
      .min(1)
      .max(10),
  }),
  z.strictObject({
    type: z.literal('actions'),
    block_id: id,
    elements: z
      .array(z.discriminatedUnion('type', [button, overflow, ...selects, ...pickers]))
      .min(1)
      .max(25),
  }),
  z.strictObject({
    type: z.literal('input'),
    block_id: id,
    label: plain(2000),
    hint: plain(2000).optional(),
    optional: z.boolean().optional(),
    dispatch_action: z.boolean().optional(),
    element: z.discriminatedUnion('type', [plainTextInput, numberInput, urlInput, emailInput, ...selects, ...pickers]),
  }),
  z
    .strictObject({ ...picture, block_id: id, title: plain(2000).optional() })
    .refine(hasPicture, { message: 'missing required field: image_url' }),
  z.strictObject({ type: z.literal('markdown'), block_id: id, text: z.string().min(1).max(12_000) }),
  z.looseObject({ type: z.literal('rich_text'), block_id: id, elements: z.array(z.looseObject({ type: z.string() })).min(1) }),
]);

export const ViewShape = z.strictObject({
  type: z.enum(['modal', 'home']),
  title: plain(24).optional(),
  submit: plain(24).optional(),
  close: plain(24).optional(),
  blocks: z.array(BlockShape).max(100),
  callback_id: z.string().max(255).optional(),
  private_metadata: z.string().max(3000).optional(),
  external_id: z.string().max(255).optional(),
  clear_on_close: z.boolean().optional(),
  notify_on_close: z.boolean().optional(),
  submit_disabled: z.boolean().optional(),
});
