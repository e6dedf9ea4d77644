-- People who sign in, what they hold, and what waits for a second pair of eyes. Names are sealed under a keyed index; secrets are stored as digests.

create table person (
  id text not null,
  name_index {bytes} not null check (length(name_index) = 32),
  sealed {bytes} not null,
  role text not null,
  state text not null check (state in ('invited', 'active', 'disabled')),
  password text,
  totp {bytes},
  totp_waiting {bytes},
  totp_step bigint not null,
  created_at bigint not null,
  changed_at bigint not null,
  primary key (id),
  check (state <> 'active' or password is not null)
) {clustered};
create unique index person_name on person (name_index);

create table person_session (
  token_hash {bytes} not null check (length(token_hash) = 32),
  person_id text not null,
  created_at bigint not null,
  seen_at bigint not null,
  ends_at bigint not null,
  address text not null,
  primary key (token_hash)
);
create index person_session_person on person_session (person_id);

-- Recovery codes that are left; using one deletes it.
create table person_code (
  person_id text not null,
  code_hash {bytes} not null check (length(code_hash) = 32),
  primary key (person_id, code_hash)
);

-- Links that are used once; using one deletes it.
create table one_time_link (
  token_hash {bytes} not null check (length(token_hash) = 32),
  purpose text not null check (purpose in ('owner', 'person')),
  person_id text,
  created_at bigint not null,
  ends_at bigint not null,
  primary key (token_hash),
  check ((purpose = 'owner') = (person_id is null))
);

-- Sign-ins tried, by keyed digest of a name or an address.
create table sign_in_try (
  subject {bytes} not null check (length(subject) = 32),
  failures bigint not null check (failures >= 0),
  last_at bigint not null,
  until_at bigint not null,
  primary key (subject)
);
create index sign_in_try_last on sign_in_try (last_at);

-- A command that waits for another person. It is sealed as it may hold free text; erasure of the member empties it.
create table approval (
  id text not null,
  kind text not null,
  state text not null check (state in ('waiting', 'approved', 'rejected', 'refused', 'void')),
  about_member_id bigint,
  amount bigint,
  base_version bigint not null,
  sealed {bytes} not null,
  input_hash {bytes} not null check (length(input_hash) = 32),
  maker text not null,
  made_at bigint not null,
  ends_at bigint not null,
  decided_by text,
  decided_at bigint,
  outcome text,
  primary key (id),
  check (decided_by is null or decided_by <> maker or state <> 'approved')
) {clustered};
create index approval_made on approval (made_at, id);
create index approval_about on approval (about_member_id) where about_member_id is not null;
