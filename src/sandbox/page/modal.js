import { closeView, press, submitView } from './actions.js';
import { Blocks } from './blocks.js';
import { Dialog } from './dialog.js';
import { html, useEffect, useRef, useState } from './html.js';
import { valuesOf } from './inputs.js';
import { Plain, Text } from './mrkdwn.js';

/** A view that the bot opened, filled in and sent by the person. */
export function Modal({ viewId, view, pending }) {
  const [errors, setErrors] = useState({});
  const [problem, setProblem] = useState(undefined);
  const [sending, setSending] = useState(false);
  const form = useRef();
  const blocks = view.blocks ?? [];

  useEffect(() => form.current.querySelector(':is(input, select, textarea)')?.focus(), []);
  useEffect(() => {
    form.current.querySelector('[aria-invalid]')?.focus();
  }, [errors]);

  const submit = async (event) => {
    event.preventDefault();
    if (sending) return;
    const values = valuesOf(form.current, blocks);
    const empty = missing(blocks, values);
    if (Object.keys(empty).length > 0) return setErrors(empty);
    setSending(true);
    const answered = await submitView(viewId, values);
    setSending(false);
    setErrors(answered.errors);
    setProblem(answered.problem);
  };

  return html`<${Dialog} title=${html`<${Text} of=${view.title} />`} onCancel=${() => closeView(viewId)}>
    <form ref=${form} novalidate aria-busy=${sending} onSubmit=${submit}>
      <div class="dialog-body">
        <${Blocks}
          blocks=${blocks}
          errors=${errors}
          isPending=${(actionId) => pending.has(`${viewId}/${actionId}`)}
          place=${{ viewId }}
          press=${(of, value) => press({ viewId, actionId: of.action_id, value, values: valuesOf(form.current, blocks), confirm: of.confirm })}
        />
        ${problem && html`<p class="notice bad" role="alert">${problem}</p>`}
      </div>
      <footer>
        <button type="button" class="button" onClick=${() => closeView(viewId)}><${Plain} text=${view.close?.text ?? 'Cancel'} /></button>
        ${view.submit && html`<button type="submit" class="button primary" aria-disabled=${sending}><${Plain} text=${view.submit.text} /></button>`}
      </footer>
    </form>
  <//>`;
}

/** Slack itself asks for what is left empty, before the bot hears of it. */
function missing(blocks, values) {
  const required = blocks.filter(({ type, optional }) => type === 'input' && !optional);
  const names = required.map(({ block_id, element }) => block_id ?? element.action_id);
  return Object.fromEntries(
    names.filter((name) => values[name] === undefined || values[name].length === 0).map((name) => [name, 'Please fill this in.']),
  );
}

/** The question that a button asks before it is pressed. */
export function Question({ question: { confirm, answer } }) {
  const look = confirm.style === 'danger' ? 'button danger' : 'button primary';
  return html`<${Dialog} alert title=${html`<${Text} of=${confirm.title ?? 'Are you sure?'} />`} onCancel=${() => answer(false)}>
    <div class="dialog-body prose"><${Text} of=${confirm.text} /></div>
    <footer>
      <button type="button" class="button" onClick=${() => answer(false)}><${Text} of=${confirm.deny ?? 'Cancel'} /></button>
      <button type="button" class=${look} onClick=${() => answer(true)}><${Text} of=${confirm.confirm ?? 'Yes'} /></button>
    </footer>
  <//>`;
}
