-- Pieces of members' names as keyed digests: a search finds whose profiles to open, and without the key nobody reads a name from them.
create table member_name (
  member_id bigint not null,
  piece {bytes} not null check (length(piece) = 8),
  primary key (member_id, piece)
) {clustered};
create index member_name_piece on member_name (piece, member_id);

-- The worklist of all redemptions, the newest first.
create index redemption_made on redemption (made_at, member_id, sequence);

-- Who took what out of the store, and why; rows are counted when the file is made.
create table export_taken (
  id text not null,
  taken_at bigint not null,
  actor text not null,
  what text not null,
  format text not null,
  persons text not null check (persons in ('none', 'masked', 'whole')),
  rows bigint not null check (rows >= 0),
  bytes bigint not null check (bytes >= 0),
  filter text,
  reason text,
  about_member_id bigint,
  primary key (id)
) {clustered};
create index export_taken_at on export_taken (taken_at, id);

-- Members of a piece of bulk work, chosen when it was ordered; what came of each, and of the way back.
create table bulk_row (
  member_id bigint not null,
  job_id text not null,
  line bigint not null,
  result text,
  reason text,
  before text,
  sequence bigint,
  undo_result text,
  primary key (member_id, job_id)
) {clustered};
create index bulk_row_line on bulk_row (job_id, line);
