-- What waits for staff: applications, and warnings of reviews that leave the fall to people.

create table tier_application (
  member_id bigint not null,
  sequence bigint not null,
  tier text not null,
  at bigint not null,
  state text not null check (state in ('open', 'approved', 'rejected')),
  decided_at bigint,
  decided_by text,
  reason_code text,
  primary key (member_id, sequence)
) {clustered};
create index tier_application_state on tier_application (state, at);

create table assessment (
  member_id bigint not null,
  sequence bigint not null,
  n bigint not null,
  outcome text not null check (outcome in ('kept', 'lowered')),
  at bigint not null,
  actor text not null,
  reason_code text not null,
  primary key (member_id, sequence, n)
) {clustered};

create index inbox_warning on inbox (on_day, member_id) where topic = 'tier.warning';

-- The lock a member had before a batch, so that its undo puts it back.
alter table tier_batch_row add column lock_from bigint;
