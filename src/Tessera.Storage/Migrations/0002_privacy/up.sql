-- Kept answers are forgotten with everybody they are about; the first of them stands in idempotency_key itself.
create table idempotency_about (
  member_id bigint not null,
  key_hash {bytes} not null check (length(key_hash) = 32),
  primary key (member_id, key_hash)
) {clustered};
create index idempotency_about_key on idempotency_about (key_hash);

-- Free text of a purchase without a member, sealed; a claim moves it to member_text.
alter table anonymous_document add column sealed_text {bytes};
