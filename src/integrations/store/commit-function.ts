/**
 * What one writer does to the database for a whole group of units. Every writer of every replica first takes the head of the ledger,
 * so between that and the end of the transaction nothing that is checked here can change.
 *
 * The units of a group have nothing in common (group.ts sees to it), so each statement does its part for all of them at once: sixty rows
 * in one statement cost a fraction of sixty statements. First everything is checked; a unit that may not happen has its answer then, and
 * leaves no trace.
 *
 * What is only kept, and looked at by nobody here, comes as texts beside the rows: reading JSON costs more than all else.
 *
 * Plans are made once and kept, while the tables are still empty; reading a table from end to end is ruled out before it becomes slow.
 */
export const commitFunction = `
create or replace function shipmate.commit(units jsonb, texts text[], written_at timestamptz) returns jsonb language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  conflict constant jsonb := '{"ok": false, "why": "conflict"}';
  puts constant jsonb := coalesce(units->'begin', '[]') || coalesce(units->'change', '[]');
  -- by the slot of the unit in its group
  answers jsonb[] := array_fill(null::jsonb, array[(units->>'size')::int]);
  fences bigint[] := array_fill(null::bigint, array[(units->>'size')::int]);
  at int;
  no jsonb;
  lane_taker text;
  lane_holder text;
  lane_fence bigint;
  limits jsonb;
  exceeded text;
  head_seq bigint;
  head_hash text;
  line text;
  lines text[] := '{}';
  hashes text[];
begin
  select seq, hash into strict head_seq, head_hash from shipmate.ledger_head for update;
  hashes := array[head_hash];

  if units ? 'open' then
    for at, no in
      select open->>'slot', jsonb_build_object('ok', false, 'why', 'duplicate',
               'entry', jsonb_build_object('outcome', e.outcome, 'reply', e.reply::json))
        from jsonb_array_elements(units->'open') open join shipmate.entry e on e.dedupe_key = open->>'dedupeKey'
    loop
      answers[at] := no;
    end loop;
  end if;

  if units ? 'close' then
    for at in
      select close->>'slot' from jsonb_array_elements(units->'close') close
       where (select e.outcome from shipmate.entry e where e.dedupe_key = close->>'dedupeKey') is distinct from 'open'
    loop
      answers[at] := coalesce(answers[at], conflict);
    end loop;
  end if;

  if puts <> '[]' then
    for at in
      select put->>'slot' from jsonb_array_elements(puts) put
       where (put->>'version')::int is distinct from coalesce((select r.version from shipmate.record r where r.id = put->>'id'), 0)
    loop
      answers[at] := coalesce(answers[at], conflict);
    end loop;

    for at, no in
      select put->>'slot', jsonb_build_object('ok', false, 'why', 'active', 'by', r.id)
        from jsonb_array_elements(puts) put join shipmate.record r on r.active_key = put->>'activeKey' and not r.ended
       where not (put->>'ended')::boolean
         -- a record that this very unit changes speaks for itself
         and not exists (select from jsonb_array_elements(puts) other where other->'slot' = put->'slot' and other->>'id' = r.id)
    loop
      answers[at] := coalesce(answers[at], no);
    end loop;
  end if;

  if units ? 'takeLane' then
    for at, lane_taker, lane_holder, lane_fence in
      select taking->>'slot', taking->>'holder',
             case when taking->'freeing'->>'lane' = l.name and taking->'freeing'->>'holder' = l.holder then null else l.holder end, l.fence
        from jsonb_array_elements(units->'takeLane') taking left join shipmate.lane l on l.name = taking->>'lane'
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

  if units ? 'paces' then
    -- one after another: a unit that comes too fast, or may not happen anyway, uses nothing up for the next
    for at, limits in select (paced->>'slot')::int, paced->'limits' from jsonb_array_elements(units->'paces') paced order by 1 loop
      continue when answers[at] is not null;
      select l->>'name' into exceeded from jsonb_array_elements(limits) l
       where (select count(*) from shipmate.pace p
               where p.name = l->>'name' and p.taken_at > written_at - make_interval(secs => (l->>'withinMs')::float8 / 1000))
             >= (l->>'most')::int
       limit 1;
      if exceeded is null then
        insert into shipmate.pace (name, taken_at) select l->>'name', written_at from jsonb_array_elements(limits) l;
        delete from shipmate.pace p using jsonb_array_elements(limits) l
         where p.name = l->>'name' and p.taken_at <= written_at - make_interval(secs => (l->>'withinMs')::float8 / 1000);
      else
        answers[at] := jsonb_build_object('ok', false, 'why', 'paced', 'by', exceeded);
      end if;
    end loop;
  end if;

  if units ? 'open' then
    insert into shipmate.entry (dedupe_key, intent, opened_at, outcome, reply)
    select open->>'dedupeKey', texts[(open->>'intent')::int], clock_timestamp(), open->>'outcome', texts[(open->>'reply')::int]
      from jsonb_array_elements(units->'open') open
     where answers[(open->>'slot')::int] is null;
  end if;

  if units ? 'close' then
    update shipmate.entry e set outcome = close->>'outcome', reply = texts[(close->>'reply')::int], intent = null
      from jsonb_array_elements(units->'close') close
     where e.dedupe_key = close->>'dedupeKey' and answers[(close->>'slot')::int] is null;
  end if;

  if units ? 'change' then
    -- where a unit has several, one may hand its active key to another, in whichever order they are listed
    update shipmate.record r set active_key = null
      from jsonb_array_elements(units->'change') put
     where r.id = put->>'id' and (put->>'several')::boolean and answers[(put->>'slot')::int] is null;

    update shipmate.record r
       set kind = put->>'kind', status = put->>'status', ended = (put->>'ended')::boolean, lane = put->>'lane', version = r.version + 1,
           data = texts[(put->>'data')::int]::json, due_at = (put->>'dueAt')::timestamptz, active_key = put->>'activeKey',
           updated_at = written_at
      from jsonb_array_elements(units->'change') put
     where r.id = put->>'id' and answers[(put->>'slot')::int] is null;
  end if;

  if units ? 'begin' then
    insert into shipmate.record (id, kind, status, ended, lane, version, data, due_at, active_key, created_at, updated_at)
    select put->>'id', put->>'kind', put->>'status', (put->>'ended')::boolean, put->>'lane', 1, texts[(put->>'data')::int]::json,
           (put->>'dueAt')::timestamptz, put->>'activeKey', written_at, written_at
      from jsonb_array_elements(units->'begin') put
     where answers[(put->>'slot')::int] is null;
  end if;

  if units ? 'freeLane' then
    update shipmate.lane l set holder = null
      from jsonb_array_elements(units->'freeLane') freeing
     where l.name = freeing->>'lane' and l.holder = freeing->>'holder' and answers[(freeing->>'slot')::int] is null;
  end if;

  if units ? 'takeLane' then
    insert into shipmate.lane as l (name, holder, fence)
    select taking->>'lane', taking->>'holder', fences[(taking->>'slot')::int]
      from jsonb_array_elements(units->'takeLane') taking
     where answers[(taking->>'slot')::int] is null
    on conflict (name) do update set holder = excluded.holder, fence = excluded.fence;
  end if;

  if units ? 'messages' then
    insert into shipmate.message as m
      (key, record_id, channel, thread_key, thread_ts, broadcast, privately_to, response_url, message, wish, due_at)
    select wish->>'key', wish->>'recordId', wish->>'channel', wish->>'threadKey', wish->>'threadTs',
           coalesce((wish->>'broadcast')::boolean, false), wish->>'privatelyTo', wish->>'responseUrl', texts[(wish->>'message')::int]::json,
           nextval('shipmate.message_wish'), written_at
      from jsonb_array_elements(units->'messages') wish
     where answers[(wish->>'slot')::int] is null
    on conflict (key) do update
      set record_id = excluded.record_id, channel = excluded.channel, thread_key = excluded.thread_key, thread_ts = excluded.thread_ts,
          broadcast = excluded.broadcast, privately_to = excluded.privately_to, response_url = excluded.response_url, message = excluded.message,
          revision = m.revision + 1, tries = 0,
          instead = case when m.channel = excluded.channel then m.instead end,
          wish = case when greatest(m.shown, m.dropped) < m.revision then m.wish else excluded.wish end
      where (m.message::text, m.channel, m.thread_key, m.thread_ts, m.broadcast, m.privately_to, m.response_url)
        is distinct from
            (excluded.message::text, excluded.channel, excluded.thread_key, excluded.thread_ts, excluded.broadcast, excluded.privately_to,
             excluded.response_url);
  end if;

  if units ? 'events' then
    insert into shipmate.timeline (id, timeline, key, occurred_at, recorded_at, data)
    select event->>'id', event->>'timeline', event->>'key', (event->>'occurredAt')::timestamptz, written_at, texts[(event->>'data')::int]::jsonb
      from jsonb_array_elements(units->'events') event
     where answers[(event->>'slot')::int] is null
    on conflict (timeline, key) do nothing;
  end if;

  for line in
    select texts[(l->>'text')::int] from jsonb_array_elements(units->'lines') l where answers[(l->>'slot')::int] is null
  loop
    head_hash := encode(sha256(convert_to(head_hash || line, 'UTF8')), 'hex');
    lines := array_append(lines, line);
    hashes := array_append(hashes, head_hash);
  end loop;

  insert into shipmate.ledger (seq, line, prev_hash, hash)
  select head_seq + nth, l.line, hashes[nth], hashes[nth + 1] from unnest(lines) with ordinality l(line, nth);

  update shipmate.ledger_head set seq = head_seq + cardinality(lines), hash = head_hash;

  return coalesce(
    (select jsonb_object_agg(slot, coalesce(answers[slot], jsonb_build_object('ok', true, 'fence', fences[slot])))
       from generate_subscripts(answers, 1) slot where answers[slot] is not null or fences[slot] is not null),
    '{}');
end
$$`;
