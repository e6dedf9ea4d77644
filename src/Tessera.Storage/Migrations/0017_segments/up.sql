-- Segments: how each is told, and who is in it by the last recorded entering or leaving.
create table segment (
  id text not null primary key,
  kind text not null check (kind in ('live', 'fixed')),
  name_zh text not null,
  name_en text not null,
  condition text,
  created_at bigint not null,
  changed_at bigint not null,
  evaluated_at bigint,
  ended_at bigint,
  check (kind = 'fixed' or condition is not null)
);

create table segment_member (
  member_id bigint not null,
  segment text not null,
  since_on bigint not null,
  primary key (member_id, segment)
) {clustered};
create index segment_member_segment on segment_member (segment, member_id);
