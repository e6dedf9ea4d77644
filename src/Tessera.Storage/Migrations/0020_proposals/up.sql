-- Adjustment proposals of the red line (K6): a draft with named changes, to be accepted or dismissed by people; nothing of it holds before it is published.
create table program_proposal (
  id text not null primary key,
  opened_at bigint not null,
  opened_by text not null,
  from_day bigint not null,
  through_day bigint not null check (through_day >= from_day),
  version bigint not null,
  line bigint not null,
  cost_minor bigint not null,
  revenue_minor bigint not null,
  expected_minor bigint not null,
  changes text not null,
  draft_text text not null,
  report_id text,
  state text not null check (state in ('open', 'accepted', 'dismissed')),
  decided_at bigint,
  decided_by text,
  reason text,
  check ((state = 'open') = (decided_at is null))
);
create index program_proposal_opened on program_proposal (opened_at);
