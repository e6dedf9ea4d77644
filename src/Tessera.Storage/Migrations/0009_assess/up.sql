-- Falls that wait for people: where each is told in the record. Whether one still waits is in the member's state.
create table fall_left (
  member_id bigint not null,
  sequence bigint not null,
  n bigint not null,
  on_day bigint not null,
  primary key (member_id, sequence, n)
) {clustered};
create index fall_left_day on fall_left (on_day, member_id);

-- The worklist reads the table above.
drop index inbox_warning;
