-- Coupons (semantics §8): what members hold and held, each step of a coupon's life, and codes of pools that were uploaded. Money is minor units.
create table coupon (
  member_id bigint not null,
  sequence bigint not null,
  n bigint not null check (n > 0),
  kind text not null,
  version bigint not null,
  origin text not null,
  issued_on bigint not null,
  from_on bigint not null,
  ends_on bigint,
  notice_on bigint,
  status text not null check (status in ('issued', 'locked', 'used', 'returned', 'expired', 'void', 'gone')),
  locked_until bigint,
  locked_for text,
  order_sequence bigint not null,
  saved_minor bigint not null check (saved_minor >= 0),
  used_on bigint,
  returns bigint not null check (returns >= 0),
  pool_number bigint not null check (pool_number >= 0),
  carried_sequence bigint,
  carried_n bigint,
  primary key (member_id, sequence, n),
  check (status <> 'used' or used_on is not null),
  check (ends_on is null or ends_on > from_on)
) {clustered};

create table coupon_entry (
  member_id bigint not null,
  sequence bigint not null,
  n bigint not null check (n > 0),
  coupon_sequence bigint not null,
  coupon_n bigint not null,
  kind text not null,
  saved_minor bigint not null,
  cost_minor bigint not null,
  store_id text,
  occurred_at bigint not null,
  recorded_at bigint not null,
  primary key (member_id, sequence, n)
) {clustered};

create table coupon_pool (
  kind text not null,
  number bigint not null check (number > 0),
  code text not null,
  primary key (kind, number)
) {clustered};

create table coupon_code (
  code text primary key,
  kind text not null,
  number bigint not null check (number > 0),
  member_id bigint,
  sequence bigint,
  n bigint
) {clustered};
