import { commitFunction } from './commit-function.ts';
import { genesisHash } from './hash-chain.ts';

/**
 * In the order of their names. The program before and the program after a migration must both be able to work with its outcome:
 * during a rolling upgrade they run side by side. So a step only adds; what nobody reads any more is dropped one release later.
 */
export const migrations: Readonly<Record<string, readonly string[]>> = {
  '0001_first_tables': [
    `create table shipmate.entry (
         id text primary key,
         dedupe_key text not null unique,
         intent json not null,
         opened_at timestamptz not null,
         outcome text not null default 'open',
         reply json
       )`,
    `create index entry_open on shipmate.entry (opened_at) where outcome = 'open'`,

    `create table shipmate.record (
         id text primary key,
         kind text not null,
         status text not null,
         ended boolean not null,
         lane text,
         version int not null,
         data jsonb not null,
         due_at timestamptz,
         active_key text,
         owner text,
         owned_until timestamptz,
         created_at timestamptz not null,
         updated_at timestamptz not null,
         place bigint generated always as identity
       )`,
    `create unique index record_active on shipmate.record (active_key) where not ended`,
    `create index record_due on shipmate.record (due_at) where not ended`,
    `create index record_kind on shipmate.record (kind, place)`,
    `create index record_lane on shipmate.record (lane, place) where lane is not null`,
    `create index record_running on shipmate.record (kind, place) where not ended`,

    `create table shipmate.lane (
         name text primary key,
         holder text,
         fence bigint not null
       )`,

    `create sequence shipmate.message_wish`,
    `create table shipmate.message (
         key text primary key,
         record_id text not null,
         channel text not null,
         instead text,
         thread_key text,
         thread_ts text,
         broadcast boolean not null,
         privately_to text,
         response_url text,
         message json not null,
         revision int not null default 1,
         shown int not null default 0,
         dropped int not null default 0,
         ts text,
         posted_in text,
         attempting boolean not null default false,
         tries int not null default 0,
         wish bigint not null,
         due_at timestamptz not null
       )`,
    `create index message_undelivered on shipmate.message (wish) where shown < revision and dropped < revision`,

    // The line as it was hashed is the truth; what is searched by is derived from it by the database, so that it cannot say something else.
    `create table shipmate.ledger (
         seq bigint primary key,
         line text not null,
         prev_hash text not null,
         hash text not null,
         facts jsonb generated always as (line::jsonb) stored
       )`,
    `create index ledger_account on shipmate.ledger ((facts -> 'actor' ->> 'account'), seq)`,
    `create index ledger_person on shipmate.ledger ((facts -> 'actor' ->> 'person'), seq)`,
    `create index ledger_refused on shipmate.ledger (seq) where facts ->> 'decision' = 'refused'`,
    `create index ledger_subjects on shipmate.ledger using gin ((facts -> 'subjects'))`,
    `create function shipmate.ledger_is_append_only() returns trigger language plpgsql as $$
       begin
         raise exception 'the ledger is append-only: % is refused', tg_op using errcode = 'insufficient_privilege';
       end $$`,
    `create trigger ledger_keeps_its_rows before update or delete on shipmate.ledger
         for each row execute function shipmate.ledger_is_append_only()`,
    `create trigger ledger_is_never_emptied before truncate on shipmate.ledger
         for each statement execute function shipmate.ledger_is_append_only()`,
    `alter table shipmate.ledger enable always trigger ledger_keeps_its_rows`,
    `alter table shipmate.ledger enable always trigger ledger_is_never_emptied`,

    `create table shipmate.ledger_head (
         only_one boolean primary key default true check (only_one),
         seq bigint not null,
         hash text not null
       ) with (fillfactor = 10)`,
    `insert into shipmate.ledger_head (seq, hash) values (0, '${genesisHash}')`,

    // what others told us that must be known while they are away
    `create table shipmate.memory (
         key text primary key,
         value jsonb not null
       )`,

    `create table shipmate.leader (
         what text primary key,
         owner text not null,
         until timestamptz not null
       )`,
  ],

  '0002_timelines': [
    // what happened, when, and when that was written down: nothing here is ever changed or taken away
    `create table shipmate.timeline (
         seq bigint generated always as identity primary key,
         id text not null unique,
         timeline text not null,
         key text not null,
         occurred_at timestamptz not null,
         recorded_at timestamptz not null,
         data jsonb not null,
         unique (timeline, key)
       )`,
    `create index timeline_in_order on shipmate.timeline (timeline, seq)`,
    `create function shipmate.timeline_is_append_only() returns trigger language plpgsql as $$
       begin
         raise exception 'a timeline is append-only: % is refused', tg_op using errcode = 'insufficient_privilege';
       end $$`,
    `create trigger timeline_keeps_its_rows before update or delete on shipmate.timeline
         for each row execute function shipmate.timeline_is_append_only()`,
    `create trigger timeline_is_never_emptied before truncate on shipmate.timeline
         for each statement execute function shipmate.timeline_is_append_only()`,
    `alter table shipmate.timeline enable always trigger timeline_keeps_its_rows`,
    `alter table shipmate.timeline enable always trigger timeline_is_never_emptied`,
    `create index message_place on shipmate.message (ts, posted_in) where ts is not null`,
  ],

  '0003_paces': [
    // what was done of a thing there may only be so much of in a time; the oldest of it is forgotten
    `create table shipmate.pace (
         name text not null,
         taken_at timestamptz not null
       )`,
    `create index pace_in_order on shipmate.pace (name, taken_at)`,
    // when the next one is due of what goes one after another, a gap apart
    `create table shipmate.turn (
         name text primary key,
         free_at timestamptz not null
       )`,
  ],

  // nothing was released with the tables as they were before
  '0004_leaner_tables': [
    // an entry is known by the key of its delivery
    `alter table shipmate.entry drop column id`,
    `alter table shipmate.entry drop constraint entry_dedupe_key_key, add primary key (dedupe_key)`,
    // what is only kept is not looked into when it is written
    `alter table shipmate.entry alter column intent type text, alter column reply type text`,
    `alter table shipmate.record alter column data type json`,
  ],

  '0005_closed_entries_forget': [
    // what was asked for is kept until it has its answer: then the ledger says as much of it as it may
    `alter table shipmate.entry alter column intent drop not null`,
    `update shipmate.entry set intent = null where outcome <> 'open'`,
    commitFunction,
  ],
};
