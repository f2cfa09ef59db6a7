/**
 * What one writer does to the database for a whole group of units. Every writer of every replica first takes the head of the ledger,
 * so between that and the end of the transaction nothing that is checked here can change.
 * A unit that may not happen leaves no trace: everything is checked before anything is written.
 */
export const commitFunction = `
create or replace function shipmate.commit(units jsonb, written_at timestamptz) returns setof jsonb language plpgsql as $$
declare
  head_seq bigint;
  head_hash text;
  line_hash text;
  line text;
  unit jsonb;
  no jsonb;
  put jsonb;
  puts jsonb;
  wish jsonb;
  entry_id text;
  lane_name text;
  lane_holder text;
  lane_fence bigint;
begin
  select seq, hash into strict head_seq, head_hash from shipmate.ledger_head for update;

  for unit in select value from jsonb_array_elements(units) loop
    no := null;
    lane_fence := null;
    puts := unit->'put';

    if unit ? 'open' then
      select jsonb_build_object('ok', false, 'why', 'duplicate',
               'entry', jsonb_build_object('id', e.id, 'outcome', e.outcome, 'reply', e.reply))
        into no from shipmate.entry e where e.dedupe_key = unit->'open'->>'dedupeKey';
    end if;

    if no is null and unit ? 'close' then
      entry_id := unit->'close'->>'entryId';
      if entry_id is distinct from unit->'open'->>'id'
         and not exists (select from shipmate.entry e where e.id = entry_id and e.outcome = 'open') then
        no := '{"ok": false, "why": "conflict"}';
      end if;
    end if;

    if no is null and puts is not null then
      for put in select value from jsonb_array_elements(puts) loop
        if (put->>'version')::int is distinct from coalesce((select r.version from shipmate.record r where r.id = put->>'id'), 0) then
          no := '{"ok": false, "why": "conflict"}';
          exit;
        end if;
        if put ? 'activeKey' and not (put->>'ended')::boolean then
          -- a record that this very unit changes speaks for itself below
          select jsonb_build_object('ok', false, 'why', 'active', 'by', r.id) into no
            from shipmate.record r
           where r.active_key = put->>'activeKey' and not r.ended
             and not exists (select from jsonb_array_elements(puts) other where other->>'id' = r.id);
          exit when no is not null;
        end if;
      end loop;
    end if;

    if no is null and unit ? 'takeLane' then
      lane_name := unit->'takeLane'->>'lane';
      select l.holder, l.fence into lane_holder, lane_fence from shipmate.lane l where l.name = lane_name;
      if lane_name = unit->'freeLane'->>'lane' and lane_holder = unit->'freeLane'->>'holder' then
        lane_holder := null;
      end if;
      if lane_holder is null then
        lane_fence := coalesce(lane_fence, 0) + 1;
      elsif lane_holder <> unit->'takeLane'->>'holder' then
        no := jsonb_build_object('ok', false, 'why', 'lane_taken', 'by', lane_holder);
      end if;
    end if;

    if no is not null then
      return next no;
      continue;
    end if;

    if unit ? 'open' then
      insert into shipmate.entry (id, dedupe_key, intent, opened_at)
      values (unit->'open'->>'id', unit->'open'->>'dedupeKey', unit->'open', (unit->'open'->>'receivedAt')::timestamptz);
    end if;

    if unit ? 'close' then
      update shipmate.entry set outcome = unit->'close'->>'outcome', reply = nullif(unit->'close'->'reply', 'null')
       where id = entry_id;
    end if;

    if puts is not null then
      if jsonb_array_length(puts) > 1 then
        -- one may hand its active key to another, in whichever order they are listed
        update shipmate.record set active_key = null where id in (select value->>'id' from jsonb_array_elements(puts));
      end if;
      for put in select value from jsonb_array_elements(puts) loop
        if (put->>'version')::int = 0 then
          insert into shipmate.record (id, kind, status, ended, lane, version, data, due_at, active_key, created_at, updated_at)
          values (put->>'id', put->>'kind', put->>'status', (put->>'ended')::boolean, put->>'lane', 1, put->'data',
                  (put->>'dueAt')::timestamptz, put->>'activeKey', written_at, written_at);
        else
          update shipmate.record
             set kind = put->>'kind', status = put->>'status', ended = (put->>'ended')::boolean, lane = put->>'lane',
                 version = version + 1, data = put->'data', due_at = (put->>'dueAt')::timestamptz,
                 active_key = put->>'activeKey', updated_at = written_at
           where id = put->>'id' and version = (put->>'version')::int;
          if not found then raise 'record % is written twice in one unit', put->>'id'; end if;
        end if;
      end loop;
    end if;

    if unit ? 'freeLane' then
      update shipmate.lane set holder = null
       where name = unit->'freeLane'->>'lane' and holder = unit->'freeLane'->>'holder';
    end if;

    if unit ? 'takeLane' then
      insert into shipmate.lane as l (name, holder, fence) values (lane_name, unit->'takeLane'->>'holder', lane_fence)
      on conflict (name) do update set holder = excluded.holder, fence = excluded.fence;
    end if;

    if unit ? 'messages' then
      for wish in select value from jsonb_array_elements(unit->'messages') loop
        insert into shipmate.message as m
          (key, record_id, channel, thread_key, broadcast, privately_to, response_url, message, wish, due_at)
        values
          (wish->>'key', wish->>'recordId', wish->>'channel', wish->>'threadKey', coalesce((wish->>'broadcast')::boolean, false),
           wish->>'privatelyTo', wish->>'responseUrl', wish->'message', nextval('shipmate.message_wish'), written_at)
        on conflict (key) do update
          set record_id = excluded.record_id, channel = excluded.channel, thread_key = excluded.thread_key, broadcast = excluded.broadcast,
              privately_to = excluded.privately_to, response_url = excluded.response_url, message = excluded.message,
              revision = m.revision + 1, tries = 0,
              instead = case when m.channel = excluded.channel then m.instead end,
              wish = case when greatest(m.shown, m.dropped) < m.revision then m.wish else excluded.wish end
          where (m.message, m.channel, m.thread_key, m.broadcast, m.privately_to, m.response_url)
            is distinct from
                (excluded.message, excluded.channel, excluded.thread_key, excluded.broadcast, excluded.privately_to, excluded.response_url);
      end loop;
    end if;

    for line in select jsonb_array_elements_text(unit->'lines') loop
      head_seq := head_seq + 1;
      line_hash := encode(sha256(convert_to(head_hash || line, 'UTF8')), 'hex');
      insert into shipmate.ledger (seq, line, prev_hash, hash) values (head_seq, line, head_hash, line_hash);
      head_hash := line_hash;
    end loop;

    return next case when unit ? 'takeLane' then jsonb_build_object('ok', true, 'fence', lane_fence) else '{"ok": true}' end;
  end loop;

  update shipmate.ledger_head set seq = head_seq, hash = head_hash;
end
$$`;
