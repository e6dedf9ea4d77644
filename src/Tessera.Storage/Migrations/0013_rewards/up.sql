-- Rewards and draws: what was redeemed or won and where it stands, what is secret about it, codes to write off, entries of draws and the seeds behind them.
create table redemption (
  member_id bigint not null,
  sequence bigint not null,
  reward text not null,
  draw text,
  units bigint not null check (units > 0),
  points bigint not null check (points >= 0),
  cash_minor bigint not null check (cash_minor >= 0),
  cost_minor bigint not null check (cost_minor >= 0),
  handing text not null,
  stage text not null check (stage in ('open', 'fulfilled', 'cancelled')),
  made_at bigint not null,
  moved_sequence bigint not null check (moved_sequence >= sequence),
  primary key (member_id, sequence)
) {clustered};

-- Leaves with the person: neither a code nor an address is part of the record.
create table redemption_secret (
  member_id bigint not null,
  sequence bigint not null,
  code_sealed {bytes},
  delivery_sealed {bytes},
  primary key (member_id, sequence)
) {clustered};

create table pickup_code (
  code_index {bytes} not null primary key,
  member_id bigint not null,
  sequence bigint not null
);

create table draw_entry (
  member_id bigint not null,
  sequence bigint not null,
  draw text not null,
  nonce bigint not null check (nonce > 0),
  number bigint not null check (number >= 0 and number < 10000),
  hit text,
  given text,
  points bigint not null check (points >= 0),
  drawn_at bigint not null,
  primary key (member_id, sequence)
) {clustered};
create index draw_entry_place on draw_entry (draw, nonce);

create table draw_seed (
  draw text not null primary key,
  commitment text not null check (length(commitment) = 64),
  sealed {bytes} not null,
  made_at bigint not null
);
