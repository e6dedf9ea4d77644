-- Bookings: which slot, for how many, and where each stands. Codes lie with the pick-up codes, seats in shared_counter.
create table booking (
  member_id bigint not null,
  sequence bigint not null,
  resource text not null,
  on_day bigint not null,
  minute bigint not null check (minute >= 0 and minute < 1440),
  seats bigint not null check (seats > 0),
  starts_at bigint not null,
  skips_queue bigint not null check (skips_queue in (0, 1)),
  stage text not null check (stage in ('requested', 'confirmed', 'failed', 'cancelled', 'done', 'noShow')),
  made_at bigint not null,
  moved_sequence bigint not null check (moved_sequence >= sequence),
  primary key (member_id, sequence)
) {clustered};
create index booking_day on booking (resource, on_day);
