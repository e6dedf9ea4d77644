-- What a key asked for lately, for whoever builds against the API: never bodies, never addresses of people.
create table request_log (
  key_id text not null,
  at bigint not null,
  request_id text not null,
  method text not null,
  route text not null,
  status bigint not null,
  code text,
  micros bigint not null check (micros >= 0),
  primary key (key_id, at, request_id)
) {clustered};
create index request_log_at on request_log (at);
