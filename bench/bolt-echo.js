import bolt from '@slack/bolt';

/**
 * The yardstick: a bare Bolt app that answers every slash command with its own words. In plain JavaScript, so that nothing but Node and
 * Bolt is measured.
 */
const [signingSecret] = process.argv.slice(2);
const app = new bolt.App({
  signingSecret,
  // with a token alone, Bolt would ask Slack who it is at every request
  authorize: async () => ({ botToken: 'xoxb-bare-bolt' }),
});
app.command(/.*/, async ({ ack, command }) => ack({ response_type: 'ephemeral', text: `echo ${command.text}` }));
const server = await app.start({ port: 0, host: '127.0.0.1' });
process.send?.({ port: server.address().port });
