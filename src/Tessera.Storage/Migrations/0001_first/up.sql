-- One SQL text for both engines. Tokens: {rowkey} a bigint primary key, {bytes} a byte string, {clustered} rows lie in the primary key.
-- Instants are microseconds UTC (…_at), local dates are day numbers from 0001-01-01 (…_on), money is minor units (…_minor).
-- Member-owned tables have member_id, the random ledger account id, first in the primary key and in every unique index.

create table setting (
  name text not null,
  value text not null,
  primary key (name)
) {clustered};

-- Gap-free numbers that do not belong to a member, such as the outbox position.
create table counter (
  name text not null,
  value bigint not null check (value >= 0),
  primary key (name)
) {clustered};

-- Member-owned -----------------------------------------------------------------------------------------------------

-- The fold of the record: figures to query by, and the whole state packed. The record has as many items as sequence says.
create table member_state (
  member_id {rowkey},
  sequence bigint not null check (sequence > 0),
  chain_head {bytes} not null check (length(chain_head) = 32),
  joined_on bigint not null,
  join_channel text not null,
  closed_on bigint,
  frozen bigint not null check (frozen in (0, 1)),
  balance bigint not null,
  open_points bigint not null check (open_points >= 0),
  debt bigint not null check (debt >= 0),
  pending bigint not null check (pending >= 0),
  growth bigint not null,
  tier_earned text not null,
  tier_in_force text not null,
  tier_since bigint not null,
  spend_lifetime_minor bigint not null,
  orders_lifetime bigint not null check (orders_lifetime >= 0),
  last_activity_on bigint,
  next_due_on bigint,
  halted bigint not null default 0 check (halted in (0, 1)),
  packed {bytes} not null,
  check (balance = open_points - debt),
  check (debt = 0 or open_points = 0)
);
create index member_state_due on member_state (next_due_on) where next_due_on is not null;
create index member_state_tier on member_state (tier_in_force, member_id);

-- The record: a fact or a settled step with all that was decided. hash chains it to the item before.
create table item (
  member_id bigint not null,
  sequence bigint not null check (sequence > 0),
  kind text not null,
  occurred_at bigint not null,
  recorded_at bigint not null,
  version bigint not null,
  semantics bigint not null,
  is_history bigint not null check (is_history in (0, 1)),
  step text,
  fact text,
  decision text not null,
  text_digest {bytes},
  hash {bytes} not null check (length(hash) = 32),
  primary key (member_id, sequence),
  check ((step is null) <> (fact is null))
);

create table entry (
  member_id bigint not null,
  sequence bigint not null,
  n bigint not null check (n > 0),
  kind text not null,
  points bigint not null,
  balance_before bigint not null,
  balance_after bigint not null,
  pending bigint not null,
  pending_after bigint not null check (pending_after >= 0),
  growth bigint not null,
  growth_after bigint not null,
  version bigint not null,
  primary key (member_id, sequence, n),
  check (balance_after = balance_before + points)
) {clustered};

create table lot (
  member_id bigint not null,
  sequence bigint not null,
  n bigint not null check (n > 0),
  origin text not null,
  order_sequence bigint not null,
  opened bigint not null check (opened > 0),
  remaining bigint not null check (remaining >= 0),
  consumed bigint not null check (consumed >= 0),
  expired bigint not null check (expired >= 0),
  clawed_back bigint not null check (clawed_back >= 0),
  returned bigint not null check (returned >= 0),
  expired_counted bigint not null check (expired_counted >= 0 and expired_counted <= expired),
  pending bigint not null check (pending in (0, 1)),
  earned_on bigint not null,
  activates_on bigint,
  cancels_on bigint,
  ends_on bigint,
  noticed_on bigint,
  expiry text,
  carried_sequence bigint,
  carried_n bigint,
  active_on bigint,
  not_before_on bigint,
  follows bigint not null check (follows in (0, 1)),
  primary key (member_id, sequence, n),
  check (opened = remaining + consumed + expired + clawed_back - returned)
) {clustered};

create table tier_change (
  member_id bigint not null,
  sequence bigint not null,
  n bigint not null,
  at bigint not null,
  on_day bigint not null,
  review_on bigint,
  review text,
  cause text not null,
  earned_from text not null,
  earned_to text not null,
  in_force_from text not null,
  in_force_to text not null,
  version bigint not null,
  primary key (member_id, sequence, n)
) {clustered};
create index tier_change_day on tier_change (on_day);

-- Who left (closed, merged into another) and who came back from a merge; without a row a member is there since it joined.
create table member_presence (
  member_id bigint not null,
  sequence bigint not null,
  n bigint not null,
  on_day bigint not null,
  present bigint not null check (present in (0, 1)),
  primary key (member_id, sequence, n)
) {clustered};

-- What was given back of a purchase, written with its first refund.
create table purchase_refund (
  member_id bigint not null,
  sequence bigint not null,
  lines text not null,
  complete bigint not null check (complete in (0, 1)),
  primary key (member_id, sequence)
) {clustered};

create table debit_reference (
  member_id bigint not null,
  reference text not null,
  sequence bigint not null,
  primary key (member_id, reference)
) {clustered};

create table member_tag (
  member_id bigint not null,
  tag text not null,
  since_on bigint not null,
  through_on bigint,
  primary key (member_id, tag)
) {clustered};
create index member_tag_tag on member_tag (tag, member_id);

-- 站内信: a reference to the notice in the record; the text is rendered when read.
create table inbox (
  member_id bigint not null,
  sequence bigint not null,
  n bigint not null,
  topic text not null,
  on_day bigint not null,
  read_at bigint,
  primary key (member_id, sequence, n)
) {clustered};

-- Free text of an item, sealed; the record holds its salted digest. Erasure deletes the row, salt included.
create table member_text (
  member_id bigint not null,
  sequence bigint not null,
  salt {bytes} not null,
  sealed {bytes} not null,
  primary key (member_id, sequence)
) {clustered};

create table member_profile (
  member_id bigint not null,
  sealed {bytes} not null,
  changed_at bigint not null,
  primary key (member_id)
) {clustered};

-- Whose person was erased: the link and the texts are gone by right.
create table member_erasure (
  member_id bigint not null,
  primary key (member_id)
) {clustered};

-- What the last anchor saw of each member: its record had this many items and this head.
create table member_anchor (
  member_id bigint not null,
  sequence bigint not null,
  head {bytes} not null,
  anchor bigint not null,
  primary key (member_id)
) {clustered};

create table merge (
  member_id bigint not null,
  into_member_id bigint not null,
  merged_sequence bigint not null,
  into_sequence bigint not null,
  merged_at bigint not null,
  undone_at bigint,
  primary key (member_id, merged_sequence)
) {clustered};
create index merge_into on merge (into_member_id);

-- Look-ups by other keys, each distributed by its own -----------------------------------------------------------------

-- The only tie between a public member id and a ledger account. Erasure deletes it.
create table member_link (
  public_id {bytes} not null check (length(public_id) = 16),
  member_id bigint not null,
  primary key (public_id)
) {clustered};
create index member_link_member on member_link (member_id);

-- Sealed identities under a keyed index; home is the account that brought it, member_id the one a merge made it point to.
create table identity (
  kind text not null,
  key_index {bytes} not null check (length(key_index) = 32),
  member_id bigint not null,
  sealed {bytes} not null,
  last_four {bytes},
  added_at bigint not null,
  home_member_id bigint not null,
  primary key (kind, key_index)
) {clustered};
create index identity_member on identity (member_id);
create index identity_home on identity (home_member_id);
create index identity_last_four on identity (last_four) where last_four is not null;

-- (source, number) is unique for ever. Rows without a member are anonymous documents.
create table document (
  source text not null,
  number text not null,
  member_id bigint,
  sequence bigint,
  kind text not null,
  content {bytes} not null,
  primary key (source, number),
  check ((member_id is null) = (sequence is null))
) {clustered};
create index document_member on document (member_id, sequence) where member_id is not null;

-- Purchases without a member, kept whole; claimed once.
create table anonymous_document (
  source text not null,
  number text not null,
  occurred_at bigint not null,
  recorded_at bigint not null,
  is_stock bigint not null check (is_stock in (0, 1)),
  total_minor bigint not null,
  fact text not null,
  claimed_at bigint,
  primary key (source, number)
) {clustered};

create table idempotency_key (
  key_hash {bytes} not null check (length(key_hash) = 32),
  input_hash {bytes} not null check (length(input_hash) = 32),
  created_at bigint not null,
  status bigint not null,
  content_type text not null,
  about_member_id bigint,
  sealed {bytes} not null,
  primary key (key_hash)
);
create index idempotency_key_about on idempotency_key (about_member_id) where about_member_id is not null;
create index idempotency_key_created on idempotency_key (created_at);

-- Gap-free. A row refers to an effect of the record, or carries its own payload.
create table outbox (
  position {rowkey} check (position > 0),
  topic text not null,
  member_id bigint,
  sequence bigint,
  n bigint,
  payload text,
  created_at bigint not null,
  sent_at bigint
);
create index outbox_unsent on outbox (position) where sent_at is null;

-- Catalogue ---------------------------------------------------------------------------------------------------------

create table program_version (
  version {rowkey} check (version > 0),
  source_text text not null,
  effective_at bigint not null,
  published_at bigint not null,
  author text not null,
  approver text,
  reason text not null,
  is_single bigint not null check (is_single in (0, 1)),
  zone text not null,
  transitions text not null,
  semantics bigint not null,
  hash {bytes} not null check (length(hash) = 32)
);

create table cut_off (
  review text not null,
  review_on bigint not null,
  tier text not null,
  population bigint not null,
  value bigint not null,
  seats bigint not null,
  version bigint not null,
  recorded_at bigint not null,
  primary key (review, review_on, tier)
) {clustered};

create table night_run (
  on_day {rowkey},
  started_at bigint not null,
  finished_at bigint,
  members bigint not null,
  items bigint not null
);

create table lease (
  name text not null,
  owner text not null,
  until_at bigint not null,
  primary key (name)
) {clustered};

create table audit_record (
  writer text not null,
  number bigint not null check (number > 0),
  at bigint not null,
  actor text not null,
  action text not null,
  subject text not null,
  reason text,
  details text not null,
  hash {bytes} not null check (length(hash) = 32),
  primary key (writer, number)
) {clustered};
create index audit_record_at on audit_record (at);

create table anchor (
  number {rowkey} check (number > 0),
  at bigint not null,
  on_day bigint not null,
  members bigint not null,
  items bigint not null,
  audit_heads text not null,
  members_digest {bytes} not null,
  program_head {bytes} not null,
  digest {bytes} not null check (length(digest) = 32)
);

create table api_key (
  id text not null,
  name text not null,
  hash {bytes} not null check (length(hash) = 32),
  scopes text not null,
  is_live bigint not null check (is_live in (0, 1)),
  created_at bigint not null,
  revoked_at bigint,
  primary key (id)
) {clustered};
create unique index api_key_hash on api_key (hash);

-- Work --------------------------------------------------------------------------------------------------------------

create table job (
  id text not null,
  kind text not null,
  state text not null check (state in ('waiting', 'staging', 'deciding', 'done', 'failed', 'cancelled')),
  created_at bigint not null,
  changed_at bigint not null,
  input text not null,
  progress text not null,
  primary key (id)
) {clustered};

-- Pass 1 of an import: runs of lines that follow each other with one document number, sealed.
create table import_chunk (
  job_id text not null,
  chunk bigint not null,
  number text not null,
  occurred_at bigint not null,
  rank bigint not null,
  lines bigint not null,
  sealed {bytes} not null,
  primary key (job_id, number, chunk)
) {clustered};

-- The documents in the order they are decided.
create table import_document (
  job_id text not null,
  ordinal bigint not null,
  number text not null,
  occurred_at bigint not null,
  primary key (job_id, ordinal)
) {clustered};
