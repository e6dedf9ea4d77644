-- Family cards (P30): whose purchases a card's are. Found by the card before its record is read; the record says the same.
create table family_link (
  member_id bigint not null,
  main_member_id bigint not null check (main_member_id <> member_id),
  linked_at bigint not null,
  primary key (member_id)
) {clustered};
create index family_link_main on family_link (main_member_id, member_id);
