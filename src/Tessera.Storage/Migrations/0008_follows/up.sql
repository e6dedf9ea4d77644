-- Refunds, voids and receipts of a purchase that nobody claimed yet, in the order told, each whole. The claim decides them after the purchase.
create table anonymous_follow (
  source text not null,
  number text not null,
  n bigint not null check (n > 0),
  follow_source text,
  follow_number text,
  content {bytes} not null,
  fact text not null,
  primary key (source, number, n),
  check ((follow_source is null) = (follow_number is null))
) {clustered};
create index anonymous_follow_told on anonymous_follow (follow_source, follow_number) where follow_source is not null;
