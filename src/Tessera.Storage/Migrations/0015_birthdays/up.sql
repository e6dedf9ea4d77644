-- Day and month of birthdays as a keyed digest (semantics §6): the night finds whose day it is without opening every profile, and without the key nobody reads a birthday from it.
create table member_birthday (
  member_id bigint not null,
  day_index {bytes} not null check (length(day_index) = 8),
  changed_at bigint not null,
  primary key (member_id)
) {clustered};
create index member_birthday_day on member_birthday (day_index, member_id);
create index member_birthday_changed on member_birthday (changed_at, member_id);
