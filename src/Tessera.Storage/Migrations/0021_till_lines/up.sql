-- What happened at a till, a row a document, written with it once the store keeps shifts: facts have no order by till. No member stands in it.
create table till_line (
  till text not null,
  occurred_at bigint not null,
  id text not null,
  recorded_at bigint not null,
  source text,
  number text,
  content text not null,
  primary key (till, occurred_at, id)
) {clustered};
