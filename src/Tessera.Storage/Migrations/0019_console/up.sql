-- What people keep for themselves, where they may work, and the shifts of tills.

create table saved_view (
  id text not null,
  person_id text not null,
  list text not null,
  name text not null,
  content text not null,
  created_at bigint not null,
  changed_at bigint not null,
  primary key (id)
) {clustered};
create index saved_view_person on saved_view (person_id, list);

create table person_preference (
  person_id text not null,
  content text not null,
  changed_at bigint not null,
  primary key (person_id)
) {clustered};

-- Stores a person is bound to; none means all.
create table person_store (
  person_id text not null,
  store text not null,
  primary key (person_id, store)
) {clustered};

-- Codes that pair a till page, stored as digests; using one deletes it.
create table till_code (
  code_hash {bytes} not null check (length(code_hash) = 32),
  till text not null,
  made_by text not null,
  ends_at bigint not null,
  primary key (code_hash)
);

-- The till a paired session stands at.
create table till_session (
  token_hash {bytes} not null check (length(token_hash) = 32),
  till text not null,
  primary key (token_hash)
);

create table till_shift (
  id text not null,
  till text not null,
  opened_at bigint not null,
  opened_by text not null,
  float_minor bigint not null check (float_minor >= 0),
  closed_at bigint,
  closed_by text,
  counted_minor bigint check (counted_minor >= 0),
  report text,
  primary key (id),
  check ((closed_at is null) = (report is null))
) {clustered};
create index till_shift_till on till_shift (till, opened_at);
create unique index till_shift_open on till_shift (till) where closed_at is null;
