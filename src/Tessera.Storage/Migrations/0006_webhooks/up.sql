-- Webhooks. An endpoint reads the outbox by its own position; a delivery is a reference to an event of an outbox row, rendered when it is sent.

create table webhook_endpoint (
  id text not null,
  url text not null,
  description text not null,
  types text not null,
  includes text not null,
  is_on bigint not null check (is_on in (0, 1)),
  off_reason text,
  off_at bigint,
  secret {bytes} not null,
  old_secret {bytes},
  old_until_at bigint,
  position bigint not null check (position >= 0),
  hold_until_at bigint,
  failing_since_at bigint,
  created_at bigint not null,
  changed_at bigint not null,
  primary key (id),
  check ((old_secret is null) = (old_until_at is null))
) {clustered};
create unique index webhook_endpoint_url on webhook_endpoint (url);

-- n: 0 for the fact itself, else the place of the effect inside the item. step: attempts of the running schedule; tries: of all time.
create table webhook_delivery (
  endpoint_id text not null,
  position bigint not null,
  n bigint not null,
  event_id text not null,
  type text not null,
  state text not null check (state in ('waiting', 'delivered', 'failed')),
  step bigint not null check (step >= 0),
  tries bigint not null check (tries >= 0),
  queued_at bigint not null,
  next_attempt_at bigint not null,
  finished_at bigint,
  primary key (endpoint_id, position, n),
  check ((state = 'waiting') = (finished_at is null))
) {clustered};
create index webhook_delivery_due on webhook_delivery (endpoint_id, next_attempt_at) where state = 'waiting';
create index webhook_delivery_old on webhook_delivery (queued_at);

create table webhook_attempt (
  endpoint_id text not null,
  position bigint not null,
  n bigint not null,
  attempt bigint not null check (attempt > 0),
  at bigint not null,
  outcome text not null,
  status bigint,
  millis bigint not null,
  answer text not null,
  primary key (endpoint_id, position, n, attempt)
) {clustered};
create index webhook_attempt_old on webhook_attempt (at);

create table webhook_replay (
  id text not null,
  endpoint_id text not null,
  from_at bigint not null,
  to_at bigint not null,
  position bigint not null,
  through bigint not null,
  queued bigint not null,
  is_done bigint not null check (is_done in (0, 1)),
  created_at bigint not null,
  primary key (id)
) {clustered};

-- What the owner of the house must be told; shown to whoever may see it until it is marked as seen.
create table owner_notice (
  number {rowkey} check (number > 0),
  at bigint not null,
  topic text not null,
  subject text not null,
  details text not null,
  seen_at bigint
);
