-- Jobs over HTTP and what an import did, stores and tills, batches of tiers.

-- Who ordered a job and how: only jobs with an order are taken up by a server. The request is JSON and names nobody.
create table job_order (
  job_id text not null,
  actor text not null,
  language text not null,
  request text not null,
  cancel_asked bigint not null default 0 check (cancel_asked in (0, 1)),
  failure text,
  undoes text,
  primary key (job_id)
) {clustered};

-- Uploads and results, sealed in parts: they name people. Dropped some days after the job ended.
create table job_file (
  job_id text not null,
  name text not null,
  part bigint not null check (part > 0),
  sealed {bytes} not null,
  primary key (job_id, name, part)
);

-- Rows that were refused, as they stood in the file, sealed, with the reason.
create table job_bad_row (
  job_id text not null,
  line bigint not null,
  sealed {bytes} not null,
  primary key (job_id, line)
) {clustered};

-- What an import did to a member: joined it, opened it, changed its profile and identities (sealed: before and after). Undo goes by it.
create table import_member (
  member_id bigint not null,
  job_id text not null,
  line bigint not null,
  joined bigint not null check (joined in (0, 1)),
  opening_sequence bigint,
  last_sequence bigint not null,
  sealed {bytes},
  result text,
  reason text,
  primary key (member_id, job_id)
) {clustered};
create index import_member_job on import_member (job_id, line);

-- Maps kept under a name for uploads.
create table import_map (
  name text not null,
  kind text not null check (kind in ('members', 'purchases')),
  source_text text not null,
  changed_at bigint not null,
  primary key (name)
) {clustered};

-- Stores form a tree by parent; a store without a zone has that of the nearest one above, in the end the programme's.
create table place (
  code text not null,
  kind text not null check (kind in ('region', 'store', 'till')),
  name_zh text not null,
  name_en text not null,
  parent text,
  zone text,
  created_at bigint not null,
  closed_at bigint,
  primary key (code)
) {clustered};
create index place_parent on place (parent) where parent is not null;

-- A key that stands at one place: facts it tells without a store get this one.
create table key_place (
  key_id text not null,
  place text not null,
  primary key (key_id)
) {clustered};

-- One member of a batch of tiers: what was planned, what came of it, and what its undo did.
create table tier_batch_row (
  member_id bigint not null,
  job_id text not null,
  line bigint not null,
  tier_from text not null,
  tier_to text not null,
  result text,
  reason text,
  sequence bigint,
  undo_result text,
  primary key (member_id, job_id)
) {clustered};
create index tier_batch_row_job on tier_batch_row (job_id, line);
