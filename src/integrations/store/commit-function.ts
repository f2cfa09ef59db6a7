/**
 * What one writer does to the database for a whole group of units. Every writer of every replica first takes the head of the ledger,
 * so between that and the end of the transaction nothing that is checked here can change.
 *
 * The units of a group have nothing in common (group.ts sees to it), so each statement does its part for all of them at once: sixty rows
 * in one statement cost a fraction of sixty statements. First everything is checked; a unit that may not happen has its answer then, and
 * leaves no trace.
 *
 * Plans are made once and kept, while the tables are still empty; reading a table from end to end is ruled out before it becomes slow.
 */
export const commitFunction = `
create or replace function shipmate.commit(units jsonb, written_at timestamptz) returns setof jsonb language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  size constant int := jsonb_array_length(units);
  conflict constant jsonb := '{"ok": false, "why": "conflict"}';
  -- by the slot of the unit in its group
  answers jsonb[] := array_fill(null::jsonb, array[size]);
  fences bigint[] := array_fill(null::bigint, array[size]);
  at bigint;
  no jsonb;
  lane_taker text;
  lane_holder text;
  lane_fence bigint;
  head_seq bigint;
  head_hash text;
  line text;
  lines text[] := '{}';
  hashes text[];
begin
  select seq, hash into strict head_seq, head_hash from shipmate.ledger_head for update;
  hashes := array[head_hash];

  for at, no in
    select slot, jsonb_build_object('ok', false, 'why', 'duplicate',
             'entry', jsonb_build_object('id', e.id, 'outcome', e.outcome, 'reply', e.reply))
      from jsonb_array_elements(units) with ordinality u(unit, slot)
      join shipmate.entry e on e.dedupe_key = unit->'open'->>'dedupeKey'
  loop
    answers[at] := no;
  end loop;

  for at in
    select slot from jsonb_array_elements(units) with ordinality u(unit, slot)
     where unit ? 'close' and unit->'close'->>'entryId' is distinct from unit->'open'->>'id'
       and (select e.outcome from shipmate.entry e where e.id = unit->'close'->>'entryId') is distinct from 'open'
  loop
    answers[at] := coalesce(answers[at], conflict);
  end loop;

  if units @? '$[*].put[*]' then
    for at in
      select slot from jsonb_array_elements(units) with ordinality u(unit, slot), jsonb_array_elements(unit->'put') put
       where (put->>'version')::int is distinct from coalesce((select r.version from shipmate.record r where r.id = put->>'id'), 0)
    loop
      answers[at] := coalesce(answers[at], conflict);
    end loop;

    for at, no in
      select slot, jsonb_build_object('ok', false, 'why', 'active', 'by', r.id)
        from jsonb_array_elements(units) with ordinality u(unit, slot), jsonb_array_elements(unit->'put') put
        join shipmate.record r on r.active_key = put->>'activeKey' and not r.ended
       where not (put->>'ended')::boolean
         -- a record that this very unit changes speaks for itself
         and not exists (select from jsonb_array_elements(unit->'put') other where other->>'id' = r.id)
    loop
      answers[at] := coalesce(answers[at], no);
    end loop;
  end if;

  if units @? '$[*].takeLane' then
    for at, lane_taker, lane_holder, lane_fence in
      select slot, unit->'takeLane'->>'holder',
             case when unit->'freeLane'->>'lane' = l.name and unit->'freeLane'->>'holder' = l.holder then null else l.holder end, l.fence
        from jsonb_array_elements(units) with ordinality u(unit, slot)
        left join shipmate.lane l on l.name = unit->'takeLane'->>'lane'
       where unit ? 'takeLane'
    loop
      if lane_holder is null then
        fences[at] := coalesce(lane_fence, 0) + 1;
      elsif lane_holder = lane_taker then
        fences[at] := lane_fence;
      else
        answers[at] := coalesce(answers[at], jsonb_build_object('ok', false, 'why', 'lane_taken', 'by', lane_holder));
      end if;
    end loop;
  end if;

  insert into shipmate.entry (id, dedupe_key, intent, opened_at, outcome, reply)
  select unit->'open'->>'id', unit->'open'->>'dedupeKey', unit->'open', clock_timestamp(),
         case when closes then unit->'close'->>'outcome' else 'open' end, case when closes then nullif(unit->'close'->'reply', 'null') end
    from jsonb_array_elements(units) with ordinality u(unit, slot),
         lateral (select coalesce(unit->'close'->>'entryId' = unit->'open'->>'id', false)) itself(closes)
   where unit ? 'open' and answers[slot] is null;

  update shipmate.entry e set outcome = unit->'close'->>'outcome', reply = nullif(unit->'close'->'reply', 'null')
    from jsonb_array_elements(units) with ordinality u(unit, slot)
   where e.id = unit->'close'->>'entryId' and e.id is distinct from unit->'open'->>'id' and answers[slot] is null;

  if units @? '$[*].put[*]' then
    -- where a unit has several, one may hand its active key to another, in whichever order they are listed
    update shipmate.record r set active_key = null
      from jsonb_array_elements(units) with ordinality u(unit, slot), jsonb_array_elements(unit->'put') put
     where r.id = put->>'id' and jsonb_array_length(unit->'put') > 1 and answers[slot] is null;

    update shipmate.record r
       set kind = put->>'kind', status = put->>'status', ended = (put->>'ended')::boolean, lane = put->>'lane', version = r.version + 1,
           data = put->'data', due_at = (put->>'dueAt')::timestamptz, active_key = put->>'activeKey', updated_at = written_at
      from jsonb_array_elements(units) with ordinality u(unit, slot), jsonb_array_elements(unit->'put') put
     where r.id = put->>'id' and answers[slot] is null;

    insert into shipmate.record (id, kind, status, ended, lane, version, data, due_at, active_key, created_at, updated_at)
    select put->>'id', put->>'kind', put->>'status', (put->>'ended')::boolean, put->>'lane', 1, put->'data',
           (put->>'dueAt')::timestamptz, put->>'activeKey', written_at, written_at
      from jsonb_array_elements(units) with ordinality u(unit, slot), jsonb_array_elements(unit->'put') with ordinality p(put, nth)
     where (put->>'version')::int = 0 and answers[slot] is null
     order by slot, nth;
  end if;

  update shipmate.lane l set holder = null
    from jsonb_array_elements(units) with ordinality u(unit, slot)
   where l.name = unit->'freeLane'->>'lane' and l.holder = unit->'freeLane'->>'holder' and answers[slot] is null;

  insert into shipmate.lane as l (name, holder, fence)
  select unit->'takeLane'->>'lane', unit->'takeLane'->>'holder', fences[slot]
    from jsonb_array_elements(units) with ordinality u(unit, slot)
   where unit ? 'takeLane' and answers[slot] is null
  on conflict (name) do update set holder = excluded.holder, fence = excluded.fence;

  if units @? '$[*].messages[*]' then
    insert into shipmate.message as m
      (key, record_id, channel, thread_key, thread_ts, broadcast, privately_to, response_url, message, wish, due_at)
    select wish->>'key', wish->>'recordId', wish->>'channel', wish->>'threadKey', wish->>'threadTs',
           coalesce((wish->>'broadcast')::boolean, false), wish->>'privatelyTo', wish->>'responseUrl', wish->'message', nextval('shipmate.message_wish'), written_at
      from jsonb_array_elements(units) with ordinality u(unit, slot), jsonb_array_elements(unit->'messages') with ordinality w(wish, nth)
     where answers[slot] is null
    on conflict (key) do update
      set record_id = excluded.record_id, channel = excluded.channel, thread_key = excluded.thread_key, thread_ts = excluded.thread_ts,
          broadcast = excluded.broadcast, privately_to = excluded.privately_to, response_url = excluded.response_url, message = excluded.message,
          revision = m.revision + 1, tries = 0,
          instead = case when m.channel = excluded.channel then m.instead end,
          wish = case when greatest(m.shown, m.dropped) < m.revision then m.wish else excluded.wish end
      where (m.message, m.channel, m.thread_key, m.thread_ts, m.broadcast, m.privately_to, m.response_url)
        is distinct from
            (excluded.message, excluded.channel, excluded.thread_key, excluded.thread_ts, excluded.broadcast, excluded.privately_to,
             excluded.response_url);
  end if;

  if units @? '$[*].events[*]' then
    insert into shipmate.timeline (id, timeline, key, occurred_at, recorded_at, data)
    select event->>'id', event->>'timeline', event->>'key', (event->>'occurredAt')::timestamptz, written_at, event->'data'
      from jsonb_array_elements(units) with ordinality u(unit, slot), jsonb_array_elements(unit->'events') with ordinality e(event, nth)
     where answers[slot] is null
     order by slot, nth
    on conflict (timeline, key) do nothing;
  end if;

  for line in
    select l.line from jsonb_array_elements(units) with ordinality u(unit, slot), jsonb_array_elements_text(unit->'lines') l(line)
     where answers[slot] is null
  loop
    head_hash := encode(sha256(convert_to(head_hash || line, 'UTF8')), 'hex');
    lines := array_append(lines, line);
    hashes := array_append(hashes, head_hash);
  end loop;

  insert into shipmate.ledger (seq, line, prev_hash, hash)
  select head_seq + nth, l.line, hashes[nth], hashes[nth + 1] from unnest(lines) with ordinality l(line, nth);

  update shipmate.ledger_head set seq = head_seq + cardinality(lines), hash = head_hash;

  return query
    select coalesce(answers[nth], case when fences[nth] is null then '{"ok": true}' else jsonb_build_object('ok', true, 'fence', fences[nth]) end)
      from generate_series(1, size) nth;
end
$$`;
